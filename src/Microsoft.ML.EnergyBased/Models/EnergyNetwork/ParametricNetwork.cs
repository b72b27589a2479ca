using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.EnergyNetwork;

/// <summary>
/// E(y) = f(y) + ½κ‖y‖², f a network with one output. Passes forward and backward for values and gradients; the
/// gradients of parameters are in the other part of the class.
/// </summary>
internal sealed unsafe partial class ParametricNetwork : IParametricEnergy
{
    // Rows at a time: the buffers stay in the cache. A multiple of 4, as the network asks, and of the product's 6.
    private const int BlockSize = 132;

    private readonly DenseNetwork _network;
    private readonly WorkspacePool<NetworkWorkspace> _workspaces;
    private readonly float _quadratic;

    /// <param name="architecture">A chain of layers that ends in one output.</param>
    /// <param name="parameters">As the architecture lays them out; copied.</param>
    /// <param name="quadratic">κ, at least 0.</param>
    public ParametricNetwork(NetworkArchitecture architecture, ReadOnlySpan<float> parameters, float quadratic)
    {
        if (architecture.Outputs != 1)
            throw new ArgumentException($"An energy is one number a row; the network has {architecture.Outputs} outputs.", nameof(architecture));
        if (!(quadratic >= 0 && float.IsFinite(quadratic)))
            throw new ArgumentOutOfRangeException(nameof(quadratic), quadratic, "The quadratic term must be finite and at least 0.");
        _network = new DenseNetwork(architecture, parameters, _ => true);
        _workspaces = NetworkWorkspace.NewPool(architecture);
        _quadratic = quadratic;
        _last = _network.LastLayer;
        _parameterGradients = new ParameterGradients(architecture, architecture.Layers.Count);
        _forwardBackward = ForwardBackwardPart;
        _slopes = SlopePart;
    }

    public NetworkArchitecture Architecture => _network.Architecture;

    public float Quadratic => _quadratic;

    public int Dimension => Architecture.Inputs;

    public int ParameterCount => Architecture.ParameterCount;

    public int DecayedParameters => Architecture.WeightCount;

    public void Update(ReadOnlySpan<float> parameters, WorkTeam team) => _network.Update(parameters, team);

    public void Energy(ReadOnlySpan<float> rows, Span<float> energies) => Compute(rows, energies, default);

    public void Gradient(ReadOnlySpan<float> rows, Span<float> energies, Span<float> gradients)
    {
        SpanChecks.CheckLength(gradients.Length, energies.Length, Dimension);
        Compute(rows, energies, gradients);
    }

    private void Compute(ReadOnlySpan<float> rows, Span<float> energies, Span<float> gradients)
    {
        SpanChecks.CheckLength(rows.Length, energies.Length, Dimension);
        var workspace = _workspaces.Take();
        workspace.Reserve(Math.Min(BlockSize, energies.Length));
        for (var start = 0; start < energies.Length; start += BlockSize)
        {
            var length = Math.Min(BlockSize, energies.Length - start);
            var block = rows.Slice(start * Dimension, length * Dimension);
            var slopes = gradients.IsEmpty ? default : gradients.Slice(start * Dimension, length * Dimension);
            _network.Forward(block, workspace.Buffers, 0, length, 0, _last);
            workspace.Buffers.Values(_last, 0, length).CopyTo(energies[start..]);
            if (!slopes.IsEmpty)
            {
                workspace.Buffers.Deltas(_last, 0, length).Fill(1);
                _network.Backward(workspace.Buffers, 0, length, slopes);
            }
            Finish(block, energies.Slice(start, length), slopes);
        }
        _workspaces.Return(workspace);
    }

    // The quadratic term, and NaN for what is not finite.
    private void Finish(ReadOnlySpan<float> rows, Span<float> energies, Span<float> gradients)
    {
        for (var row = 0; row < energies.Length; row++)
        {
            var values = rows.Slice(row * Dimension, Dimension);
            var gradient = gradients.IsEmpty ? default : gradients.Slice(row * Dimension, Dimension);
            if (_quadratic != 0)
                energies[row] += _quadratic / 2 * TensorPrimitives.SumOfSquares(values);
            if (!SpanChecks.Settle(values, ref energies[row]))
                gradient.Fill(float.NaN);
            else if (_quadratic != 0 && !gradient.IsEmpty)
                TensorPrimitives.MultiplyAdd(values, _quadratic, gradient, gradient);
        }
    }
}
