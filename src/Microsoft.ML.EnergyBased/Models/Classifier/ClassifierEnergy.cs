using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.Classifier;

/// <summary>
/// A conditional energy F(x, y) over classes y, linear in x or a network: P(y|x) = e^{−F(x,y)}/Σ e^{−F(x,y′)}. As an
/// energy of x alone it is the free energy F(x) = −ln Σ e^{−F(x,y)}.
/// </summary>
/// <remarks>Immutable and safe for any number of threads. The lower F(x, y), the likelier the class.</remarks>
public sealed partial class ClassifierEnergy : IDifferentiableEnergy, IFeatureEnergy
{
    private const int TileRows = 96;

    private readonly float[] _parameters;
    private readonly DenseNetwork _network;
    private readonly WorkspacePool<NetworkWorkspace> _workspaces;

    internal ClassifierEnergy(ClassifierShape shape, ReadOnlySpan<float> parameters)
    {
        var architecture = shape.CreateNetwork();
        if (parameters.Length != architecture.ParameterCount)
            throw new ArgumentException($"Expected {architecture.ParameterCount} parameters, got {parameters.Length}.", nameof(parameters));
        if (!VectorMath.IsFinite(parameters))
            throw new ArgumentException("A parameter is NaN or infinite.", nameof(parameters));
        Shape = shape with { HiddenUnits = [.. shape.HiddenUnits] };
        _parameters = parameters.ToArray();
        _network = new DenseNetwork(architecture, parameters, _ => true);
        _workspaces = NetworkWorkspace.NewPool(architecture);
    }

    /// <summary>d, the number of values in a row.</summary>
    public int Dimension => Shape.Dimension;

    /// <summary>K, the number of classes.</summary>
    public int NumberOfClasses => Shape.NumberOfClasses;

    /// <summary>Units of each hidden layer; none for a linear energy.</summary>
    public IReadOnlyList<int> HiddenUnits => Shape.HiddenUnits;

    /// <summary>The activation of the hidden layers.</summary>
    public Activation Activation => Shape.Activation;

    internal ClassifierShape Shape { get; }

    /// <summary>All weights, layer by layer, then all biases.</summary>
    internal ReadOnlySpan<float> Parameters => _parameters;

    private int LastLayer => _network.LastLayer;

    /// <summary>Computes F(x, y) of each row x for every class y.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="energies">Receives count × K values; NaN throughout where the row holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void ClassEnergies(ReadOnlySpan<float> rows, Span<float> energies)
    {
        var count = SpanChecks.Count(rows, Dimension);
        SpanChecks.CheckLength(energies.Length, count, NumberOfClasses);
        Compute(rows, energies, new EnergyOutputs());
    }

    /// <summary>Computes P(y|x) of each row x for every class y.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="probabilities">Receives count × K values, which sum to 1 in each row up to rounding; NaN throughout where the row holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Probabilities(ReadOnlySpan<float> rows, Span<float> probabilities)
    {
        var count = SpanChecks.Count(rows, Dimension);
        SpanChecks.CheckLength(probabilities.Length, count, NumberOfClasses);
        Compute(rows, default, new EnergyOutputs { Scores = probabilities });
    }

    /// <summary>Computes the free energy −ln Σ e^{−F(x,y)} of each row x.</summary>
    /// <param name="rows">count × d values, where count is the length of <paramref name="energies"/>.</param>
    /// <param name="energies">Receives one value a row; NaN for a row that holds NaN or an infinity, and only for that row.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Energy(ReadOnlySpan<float> rows, Span<float> energies)
    {
        SpanChecks.CheckLength(rows.Length, energies.Length, Dimension);
        Compute(rows, default, new EnergyOutputs { Energies = energies });
    }

    /// <summary>
    /// Computes the share of each feature: the free energy less the least free energy with that one feature anywhere in [−3, 3],
    /// where features of mean 0 and standard deviation 1 lie, or where it is.
    /// </summary>
    /// <remarks>It takes some 75 energies a feature; of several minima in the interval a narrow one may be missed.</remarks>
    /// <param name="rows">count × d values.</param>
    /// <param name="shares">Receives count × d shares, at least 0; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void FeatureEnergy(ReadOnlySpan<float> rows, Span<float> shares)
    {
        SpanChecks.CheckLength(shares.Length, SpanChecks.Count(rows, Dimension), Dimension);
        FreedFeatures.OfRows(this, rows, shares);
    }

    /// <summary>Computes the free energy and its gradient Σ P(y|x)·∂F(x, y)/∂x.</summary>
    /// <param name="rows">count × d values, where count is the length of <paramref name="energies"/>.</param>
    /// <param name="energies">Receives the free energy of each row, the same bits as <see cref="Energy"/>.</param>
    /// <param name="gradients">Receives count × d values; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Gradient(ReadOnlySpan<float> rows, Span<float> energies, Span<float> gradients)
    {
        var count = energies.Length;
        SpanChecks.CheckLength(rows.Length, count, Dimension);
        SpanChecks.CheckLength(gradients.Length, count, Dimension);
        var work = _workspaces.Take();
        for (var start = 0; start < count; start += TileRows)
        {
            var length = Math.Min(TileRows, count - start);
            work.Reserve(length);
            _network.Forward(rows.Slice(start * Dimension, length * Dimension), work.Buffers, 0, length, 0, LastLayer);
            for (var i = 0; i < length; i++)
                energies[start + i] = (float)LogSumExp.FreeEnergy(ClassEnergies(rows, start, i, work), shares: work.Buffers.Deltas(LastLayer, i, 1));
            _network.Backward(work.Buffers, 0, length, gradients.Slice(start * Dimension, length * Dimension));
        }
        _workspaces.Return(work);
        for (var i = 0; i < count; i++)
        {
            if (float.IsNaN(energies[i]))
                gradients.Slice(i * Dimension, Dimension).Fill(float.NaN);
        }
    }

    /// <summary>Computes every output whose span is not empty, in one pass over the rows.</summary>
    private void Compute(ReadOnlySpan<float> rows, Span<float> classEnergies, EnergyOutputs outputs)
    {
        var count = rows.Length / Dimension;
        var classes = NumberOfClasses;
        var unwanted = outputs.Scores.IsEmpty && !outputs.Labels.IsEmpty ? ArrayPool<float>.Shared.Rent(classes) : [];
        var work = _workspaces.Take();
        for (var start = 0; start < count; start += TileRows)
        {
            var length = Math.Min(TileRows, count - start);
            work.Reserve(length);
            _network.Forward(rows.Slice(start * Dimension, length * Dimension), work.Buffers, 0, length, 0, LastLayer);
            for (var i = start; i < start + length; i++)
            {
                var energies = ClassEnergies(rows, start, i - start, work);
                if (!classEnergies.IsEmpty)
                    energies.CopyTo(classEnergies[(i * classes)..]);
                if (outputs.Scores.IsEmpty && outputs.Energies.IsEmpty && outputs.Labels.IsEmpty)
                    continue;
                var probabilities = outputs.Scores.IsEmpty ? unwanted.AsSpan(0, Math.Min(unwanted.Length, classes)) : outputs.Scores.Slice(i * classes, classes);
                var free = LogSumExp.FreeEnergy(energies, shares: probabilities);
                if (!outputs.Energies.IsEmpty)
                    outputs.Energies[i] = (float)free;
                if (!outputs.Labels.IsEmpty)
                    outputs.Labels[i] = float.IsNaN(probabilities[0]) ? 0 : (uint)TensorPrimitives.IndexOfMax<float>(probabilities) + 1;
            }
        }
        _workspaces.Return(work);
        if (unwanted.Length > 0)
            ArrayPool<float>.Shared.Return(unwanted);
    }

    /// <summary>F(x, y) of row i of a tile, which the network has left, for every class.</summary>
    private ReadOnlySpan<float> ClassEnergies(ReadOnlySpan<float> rows, int start, int i, NetworkWorkspace work)
    {
        var energies = work.Buffers.Values(LastLayer, i, 1);
        var row = rows.Slice((start + i) * Dimension, Dimension);
        foreach (ref var energy in energies)
            SpanChecks.Settle(row, ref energy);
        return energies;
    }

    /// <summary>Says what the energy is, for logs and debuggers.</summary>
    public override string ToString() => $"ClassifierEnergy({string.Join('-', [Dimension, .. HiddenUnits, NumberOfClasses])}{(HiddenUnits.Count > 0 ? $", {Activation}" : "")})";
}
