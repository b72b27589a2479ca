using Microsoft.ML;
using Microsoft.ML.Data;

namespace Denoising_Digits;

/// <summary>An image for the model: its pixels row by row, from −1 (paper) to 1 (ink).</summary>
public sealed class ImageInput
{
    public float[] Pixels { get; set; } = [];

    /// <summary>Images as an ML.NET view. Their size is known at run time only, so the schema is told here.</summary>
    internal static IDataView Load(MLContext ml, IReadOnlyList<float[]> images)
    {
        var definition = SchemaDefinition.Create(typeof(ImageInput));
        definition[nameof(Pixels)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, images[0].Length);
        return ml.Data.LoadFromEnumerable(images.Select(pixels => new ImageInput { Pixels = pixels }), definition);
    }
}
