using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Latent;

/// <summary>
/// The free energy −(1/β) ln of the mean of e^{−βE(z)} over a box of many dimensions, by importance sampling. One caller at
/// a time; buffers that have grown are used again.
/// </summary>
/// <remarks>
/// z is drawn from a mixture of uniform boxes: the whole one, and around each minimum smaller ones inside each other, down to
/// the width of the peak e^{−βE} there; each z weighs one over the mixture's density (the balance heuristic: Veach and Guibas,
/// "Optimally Combining Sampling Techniques for Monte Carlo Rendering", SIGGRAPH 1995, section 3.2). The draws are
/// <see cref="QuasiRandom"/> points, the same for every row; the standard error is that of independent ones.
/// </remarks>
internal sealed class LatentImportanceIntegral(LatentSet latent)
{
    // Widths of the peak that the smallest box reaches to each side.
    private const double Reach = 2.5;
    private const double Shrinkage = 0.25;
    private const int MostLevels = 12;

    // Where the least E of the draws lies further than this (in exponents) from that of the minima (where E is large, its
    // rounding is enough), sums are taken about it: they would overflow, or vanish.
    private const double FarOff = 37;

    private readonly int _size = latent.Size;
    private readonly double[] _steps = QuasiRandom.StepsOf(latent.Size);
    private readonly List<double> _lower = [];
    private readonly List<double> _upper = [];
    private float[] _points = [];
    private float[] _energies = [];
    private double[] _terms = [];
    private readonly float[] _near = new float[(latent.Size + 1) * latent.Size];
    private readonly float[] _nearEnergies = new float[latent.Size + 1];
    private readonly float[] _nearGradients = new float[(latent.Size + 1) * latent.Size];
    private int _count;
    private double _total;

    /// <summary>The free energy.</summary>
    public double FreeEnergy { get; private set; }

    /// <summary>Its standard error.</summary>
    public double Error { get; private set; }

    private double Width => (double)latent.Maximum - latent.Minimum;

    /// <summary>Computes it.</summary>
    /// <param name="function">E.</param>
    /// <param name="minima">The z of some of its minima, the lowest first.</param>
    /// <param name="least">E of the first.</param>
    /// <param name="beta">β, positive and finite.</param>
    /// <param name="draws">How many z, about: as many from each box, and one at least.</param>
    public void Compute(ILatentFunction function, ReadOnlySpan<float> minima, float least, double beta, int draws)
    {
        FreeEnergy = least;
        Error = 0;
        if (!float.IsFinite(least))
            return;
        _lower.Clear();
        _upper.Clear();
        AddBox(default, default, 1);
        for (var start = 0; start < minima.Length; start += _size)
            AddBoxes(function, minima.Slice(start, _size), beta);

        // As many from each box, which the density takes for granted, and those of a box in a row, which fill it evenly.
        int boxes = _lower.Count / _size, each = Math.Max(1, draws / boxes);
        _count = each * boxes;
        Reserve(Math.Max(draws, _count));
        for (var i = 0; i < _count; i++)
        {
            var box = i / each * _size;
            for (var k = 0; k < _size; k++)
            {
                var share = QuasiRandom.Value(_steps[k], i);
                _points[(i * _size) + k] = (float)(_lower[box + k] + (share * (_upper[box + k] - _lower[box + k])));
            }
        }
        function.Energies(_points.AsSpan(0, _count * _size), _energies.AsSpan(0, _count));

        double shift = least, drawn = TensorPrimitives.Min<float>(_energies.AsSpan(0, _count));
        if (double.IsFinite(drawn) && beta * Math.Abs(drawn - shift) > FarOff)
            shift = drawn;
        _total = 0;
        for (var i = 0; i < _count; i++)
        {
            _terms[i] = Math.Exp(-beta * (_energies[i] - shift)) / Density(_points.AsSpan(i * _size, _size));
            _total += _terms[i];
        }
        double mean = _total / _count, square = 0;
        for (var i = 0; i < _count; i++)
            square += (_terms[i] - mean) * (_terms[i] - mean);
        FreeEnergy = shift - (Math.Log(mean) / beta);
        Error = Math.Sqrt(square) / _total / beta;
    }

    /// <summary>The z that were drawn, with their probabilities ∝ e^{−βE}, less likely ones than <paramref name="least"/> left out.</summary>
    public void Posterior(double least, List<float> points, List<double> probabilities)
    {
        points.Clear();
        probabilities.Clear();
        double sum = 0;
        for (var i = 0; i < _count; i++)
        {
            var probability = _terms[i] / _total;
            if (!(probability >= least))
                continue;
            for (var k = 0; k < _size; k++)
                points.Add(_points[(i * _size) + k]);
            probabilities.Add(probability);
            sum += probability;
        }
        for (var i = 0; i < probabilities.Count; i++)
            probabilities[i] /= sum;
    }

    // Slopes, and second derivatives along the axes as differences of gradients, say how wide the peak is.
    private void AddBoxes(ILatentFunction function, ReadOnlySpan<float> minimum, double beta)
    {
        var step = (float)(1e-3 * Width);
        for (var point = 0; point <= _size; point++)
            minimum.CopyTo(_near.AsSpan(point * _size));
        for (var k = 0; k < _size; k++)
            _near[((k + 1) * _size) + k] += minimum[k] + step <= latent.Maximum ? step : -step;
        function.Gradients(_near, _nearEnergies, _nearGradients);
        Span<double> narrow = stackalloc double[_size];
        var narrowest = Width;
        for (var k = 0; k < _size; k++)
        {
            var at = ((k + 1) * _size) + k;
            double curvature = (_nearGradients[at] - _nearGradients[k]) / (_near[at] - minimum[k]);
            // At an end of its interval E need not be flat.
            double slope = Math.Abs(_nearGradients[k]);
            var width = Math.Min(Width, Math.Min(Reach / Math.Sqrt(beta * Math.Max(curvature, 0)), Reach / (beta * slope)));
            // A gradient that overflows is a peak without width.
            narrow[k] = double.IsNaN(width) ? 0 : width;
            narrowest = Math.Min(narrowest, narrow[k]);
        }
        var share = Shrinkage;
        for (var level = 0; level < MostLevels; level++, share *= Shrinkage)
        {
            AddBox(minimum, narrow, share);
            if (share * Width <= narrowest)
                break;
        }
    }

    private void AddBox(ReadOnlySpan<float> centre, ReadOnlySpan<double> narrow, double share)
    {
        for (var k = 0; k < _size; k++)
        {
            var half = centre.IsEmpty ? 0 : Math.Max(narrow[k], share * Width);
            _lower.Add(centre.IsEmpty ? latent.Minimum : Math.Max(latent.Minimum, centre[k] - half));
            _upper.Add(centre.IsEmpty ? latent.Maximum : Math.Min(latent.Maximum, centre[k] + half));
        }
    }

    // Of the mixture, against that of the whole box.
    private double Density(ReadOnlySpan<float> point)
    {
        var boxes = _lower.Count / _size;
        double sum = 0;
        for (var box = 0; box < boxes; box++)
        {
            double density = 1;
            for (var k = 0; k < _size && density > 0; k++)
            {
                // As the draws are rounded, so are the ends of the boxes.
                double lower = _lower[(box * _size) + k], upper = _upper[(box * _size) + k];
                density = point[k] >= (float)lower && point[k] <= (float)upper ? density * Width / (upper - lower) : 0;
            }
            sum += density;
        }
        return sum / boxes;
    }

    private void Reserve(int draws)
    {
        if (_terms.Length >= draws)
            return;
        _terms = new double[draws];
        _energies = new float[draws];
        _points = new float[draws * _size];
    }
}
