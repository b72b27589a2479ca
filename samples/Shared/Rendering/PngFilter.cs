namespace Samples.Shared;

/// <summary>
/// PNG's row filters: a row is stored as differences from its neighbours, which compress better. Of the five filters the
/// one with the least sum of absolute differences is taken, as the PNG specification advises.
/// </summary>
internal sealed class PngFilter(int rowLength, int channels)
{
    private const int Filters = 5;

    private readonly byte[] _candidate = new byte[rowLength + 1];
    private readonly byte[] _best = new byte[rowLength + 1];
    private readonly byte[] _above = new byte[rowLength];

    /// <summary>The filter's number and the filtered bytes of the next row; valid until the next call.</summary>
    public ReadOnlySpan<byte> Apply(ReadOnlySpan<byte> row)
    {
        long least = long.MaxValue;
        for (int filter = 0; filter < Filters; filter++)
        {
            _candidate[0] = (byte)filter;
            long sum = 0;
            for (int i = 0; i < row.Length; i++)
            {
                byte left = i >= channels ? row[i - channels] : (byte)0;
                byte corner = i >= channels ? _above[i - channels] : (byte)0;
                byte difference = (byte)(row[i] - Predict(filter, left, _above[i], corner));
                _candidate[i + 1] = difference;
                sum += Math.Abs((int)(sbyte)difference);
            }
            if (sum < least)
            {
                least = sum;
                _candidate.CopyTo(_best, 0);
            }
        }
        row.CopyTo(_above);
        return _best;
    }

    private static byte Predict(int filter, byte left, byte above, byte corner) => filter switch
    {
        0 => 0,
        1 => left,
        2 => above,
        3 => (byte)((left + above) / 2),
        _ => Paeth(left, above, corner),
    };

    private static byte Paeth(byte left, byte above, byte corner)
    {
        int estimate = left + above - corner;
        int fromLeft = Math.Abs(estimate - left);
        int fromAbove = Math.Abs(estimate - above);
        int fromCorner = Math.Abs(estimate - corner);
        return fromLeft <= fromAbove && fromLeft <= fromCorner ? left : fromAbove <= fromCorner ? above : corner;
    }
}
