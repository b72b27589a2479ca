using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.DataView;

public class DataViewRowIdTests
{
    [Fact]
    public void IdsMadeFromOneAnotherDoNotMeet()
    {
        var seen = new HashSet<DataViewRowId>();
        for (var start = 0ul; start < 100; start++)
        {
            var id = new DataViewRowId(start, 0);
            for (var step = 0; step < 50; step++)
            {
                Assert.True(seen.Add(id));
                Assert.True(seen.Add(id.Fork()));
                Assert.True(seen.Add(id.Combine(new DataViewRowId(7, 0))));
                id = id.Next();
            }
        }
    }

    [Fact]
    public void CombiningDependsOnTheOrder()
    {
        var one = new DataViewRowId(1, 0);
        var two = new DataViewRowId(2, 0);

        Assert.NotEqual(one.Combine(two), two.Combine(one));
        Assert.Equal(one.Combine(two), new DataViewRowId(1, 0).Combine(two));
    }

    [Fact]
    public void TheHighHalfOrdersFirst()
    {
        Assert.True(new DataViewRowId(9, 1).CompareTo(new DataViewRowId(1, 2)) < 0);
        Assert.True(new DataViewRowId(2, 1).CompareTo(new DataViewRowId(1, 1)) > 0);
        Assert.Equal(0, new DataViewRowId(1, 2).CompareTo(new DataViewRowId(1, 2)));
        Assert.Equal("00000000000000020000000000000001", new DataViewRowId(1, 2).ToString());
    }
}
