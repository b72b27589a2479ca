namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>A stream that takes so many bytes and then says that the disk is full.</summary>
internal sealed class FullDisk(long room) : MemoryStream
{
    internal const string Full = "No space left on device";

    public override void Write(byte[] buffer, int offset, int count)
    {
        Take(count);
        base.Write(buffer, offset, count);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Take(buffer.Length);
        base.Write(buffer);
    }

    public override void WriteByte(byte value)
    {
        Take(1);
        base.WriteByte(value);
    }

    private void Take(int count)
    {
        if (Position + count > room)
            throw new IOException(Full);
    }
}
