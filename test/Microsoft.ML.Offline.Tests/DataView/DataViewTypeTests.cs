using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.DataView;

public class DataViewTypeTests
{
    [Fact]
    public void TypesAreEqualByWhatTheyAre()
    {
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), new VectorDataViewType(NumberDataViewType.Single, 3));
        Assert.NotEqual<DataViewType>(new VectorDataViewType(NumberDataViewType.Single, 3), new VectorDataViewType(NumberDataViewType.Double, 3));
        Assert.NotEqual<DataViewType>(new VectorDataViewType(NumberDataViewType.Single, 2, 3), new VectorDataViewType(NumberDataViewType.Single, 6));
        Assert.Equal(new KeyDataViewType(typeof(uint), 3), new KeyDataViewType(typeof(uint), 3UL));
        Assert.NotEqual<DataViewType>(new KeyDataViewType(typeof(uint), 3), new KeyDataViewType(typeof(uint), 4));
        Assert.False(NumberDataViewType.UInt32.Equals(new KeyDataViewType(typeof(uint), 3)));
    }

    [Fact]
    public void AVectorKnowsItsSizeAndRawType()
    {
        var image = new VectorDataViewType(NumberDataViewType.Single, 8, 4);
        var unknown = new VectorDataViewType(NumberDataViewType.Single);

        Assert.Equal(32, image.Size);
        Assert.True(image.IsKnownSize);
        Assert.Equal([8, 4], image.Dimensions.ToArray());
        Assert.Equal(typeof(VBuffer<float>), image.RawType);
        Assert.False(unknown.IsKnownSize);
        Assert.Equal(0, unknown.Size);
        Assert.Equal([0], unknown.Dimensions.ToArray());
    }

    [Fact]
    public void TypesAreNamedAsInMessages()
    {
        Assert.Equal("Single", NumberDataViewType.Single.ToString());
        Assert.Equal("Vector<Single, 64>", new VectorDataViewType(NumberDataViewType.Single, 64).ToString());
        Assert.Equal("Vector<Single>", new VectorDataViewType(NumberDataViewType.Single).ToString());
        Assert.Equal("Key<UInt32, 0-9>", new KeyDataViewType(typeof(uint), 10).ToString());
    }

    [Fact]
    public void BadKeysAndVectorsAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(int), 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(byte), 256));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(uint), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(uint), -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorDataViewType(NumberDataViewType.Single, -1));
        Assert.Throws<OverflowException>(() => new VectorDataViewType(NumberDataViewType.Single, 1 << 20, 1 << 20));
    }
}
