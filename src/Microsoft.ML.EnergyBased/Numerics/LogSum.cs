namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>log Σ e^x over numbers that come one by one, without overflow.</summary>
internal struct LogSum
{
    private double _greatest = double.NegativeInfinity;
    private double _sum;

    public LogSum()
    {
    }

    public readonly double Value => _greatest + Math.Log(_sum);

    public void Add(double x)
    {
        if (x <= _greatest)
        {
            // Two infinities have no difference.
            _sum += x == _greatest ? 1 : Math.Exp(x - _greatest);
        }
        else if (x > _greatest)
        {
            _sum = (_sum * Math.Exp(_greatest - x)) + 1;
            _greatest = x;
        }
        else
        {
            _greatest = double.NaN;
        }
    }
}
