namespace Microsoft.ML;

/// <summary>A row that moves over the rows of a view.</summary>
public abstract class DataViewRowCursor : DataViewRow
{
    protected DataViewRowCursor()
    {
    }

    public abstract bool MoveNext();
}
