using Microsoft.ML.Data;
using Microsoft.ML.Offline.Tests.Doubles;

namespace Microsoft.ML.Offline.Tests.Internals;

/// <summary>Where Offline promises more of model files than ML.NET.</summary>
public class ModelFileTests
{
    [Fact]
    public void AFailedSaveLeavesTheFileAsItWas()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "before");
            Assert.Throws<ArgumentOutOfRangeException>(() => new MLContext().Model.Save(new Shift("", "X", 1), null, path));
            Assert.Equal("before", File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void ErrorsOfAModelSayWhatIsWrong()
    {
        var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        ModelSaveContext.Save(writer, ((ICanSaveModel)new TransformerChain<ITransformer>()).Save);
        var bytes = stream.ToArray();

        Assert.Contains("64 of the 256 bytes", Error(bytes[..64]));
        Assert.Contains("does not start with the signature", Error([.. bytes[1..], 0]));
        Assert.Contains("model block", Error(Altered(bytes, 0x1F)));
        Assert.Contains("string table", Error(Altered(bytes, 0x27)));
        Assert.Contains("assembly name", Error(Altered(bytes, 0x9B)));
        Assert.Contains("does not end with the signature", Error(Altered(bytes, bytes.Length - 1)));
    }

    private static byte[] Altered(byte[] bytes, int position)
    {
        bytes = [.. bytes];
        bytes[position] ^= 0x7F;
        return bytes;
    }

    private static string Error(byte[] bytes) =>
        Assert.Throws<FormatException>(() => new ModelLoadContext(new BinaryReader(new MemoryStream(bytes)))).Message;
}
