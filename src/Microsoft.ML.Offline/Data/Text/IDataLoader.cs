using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Makes views of sources of one kind.</summary>
public interface IDataLoader<in TSource> : ICanSaveModel
{
    DataViewSchema GetOutputSchema();

    IDataView Load(TSource input);
}
