namespace Microsoft.ML.EnergyBased.Models.SparseCoding;

// Accelerated proximal gradient steps (Beck and Teboulle 2009, section 4), whose momentum starts anew where it points
// against the step just made (the gradient scheme of O'Donoghue and Candès 2015, section 3.2).
internal sealed partial class SparseSearch
{
    private const int StepsBetweenCertificates = 10;

    // Steps after which the systems of the active atoms are solved instead.
    private const int MostSteps = 500;

    /// <summary>The point that momentum leads to, where the gradient is taken.</summary>
    private Span<float> Ahead => _vectors.AsSpan(2 * _width, _dictionary.Count);

    private void Accelerate(ReadOnlySpan<float> row, double allowed)
    {
        Ahead.Clear();
        var most = Math.Min(_inference.MaximumIterations, MostSteps);
        var rate = _dictionary.Curvature > 0 ? 1 / _dictionary.Curvature : 0;
        double momentum = 1;
        // At 0 the correlations are the products.
        for (var step = 1; ; step++)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (step > 1)
                Correlate(row, Ahead);
            var next = (1 + Math.Sqrt(1 + (4 * momentum * momentum))) / 2;
            var weight = (float)((momentum - 1) / next);
            momentum = Move(rate, weight) ? next : 1;
            if (step % StepsBetweenCertificates != 0 && step < most)
                continue;

            Certify(row);
            Iterations = step;
            if (Gap > allowed && step < most)
                continue;
            if (Gap > allowed && most < _inference.MaximumIterations)
                Solve(row, allowed, _inference.MaximumIterations - most);
            return;
        }
    }

    /// <summary>One step from the point ahead; false where momentum led uphill and was dropped.</summary>
    private bool Move(float rate, float weight)
    {
        var code = PaddedCode[.._dictionary.Count];
        var ahead = Ahead;
        ReadOnlySpan<float> correlations = Correlations[..code.Length];
        var threshold = rate * _inference.Sparsity;
        var lower = _inference.NonNegative ? float.NegativeInfinity : -threshold;
        double uphill = 0;
        for (var k = 0; k < code.Length; k++)
        {
            var from = ahead[k];
            var target = from + (rate * correlations[k]);
            var after = target - Math.Max(Math.Min(target, threshold), lower);
            var change = after - code[k];
            uphill += (double)(from - after) * change;
            code[k] = after;
            ahead[k] = after + (weight * change);
        }
        if (!(uphill > 0))
            return true;
        code.CopyTo(ahead);
        return false;
    }
}
