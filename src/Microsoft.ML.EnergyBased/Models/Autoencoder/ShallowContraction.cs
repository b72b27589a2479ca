using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Networks;

namespace Microsoft.ML.EnergyBased.Models.Autoencoder;

/// <summary>
/// λ‖∂h/∂y‖²_F for an encoder of one layer h = f(yW + b): the Jacobian has the closed form λ Σⱼ f′(aⱼ)²‖wⱼ‖², where wⱼ
/// is column j of W (Rifai, Vincent, Muller, Glorot and Bengio, ICML 2011, section 3).
/// </summary>
internal sealed class ShallowContraction
{
    private readonly LayerShape _layer;
    private readonly float _penalty;
    private readonly float[] _norms;
    private readonly float[] _shares;
    private float[] _slopes = [];
    private float[] _sources = [];

    public ShallowContraction(NetworkArchitecture architecture, float penalty)
    {
        _layer = architecture.Layers[0];
        _penalty = penalty;
        _norms = new float[_layer.Outputs];
        _shares = new float[_layer.Outputs];
    }

    /// <summary>Takes the weights of a step: ‖wⱼ‖².</summary>
    public void Prepare(ReadOnlySpan<float> parameters, int rows)
    {
        var count = checked(rows * _layer.Outputs);
        if (_slopes.Length < count)
        {
            _slopes = new float[count];
            _sources = new float[count];
        }
        Array.Clear(_norms);
        for (var i = 0; i < _layer.Inputs; i++)
        {
            var weights = parameters.Slice(_layer.WeightOffset + (i * _layer.Outputs), _layer.Outputs);
            TensorPrimitives.MultiplyAdd(weights, weights, _norms, _norms);
        }
    }

    /// <summary>Adds the penalty to the energies of some rows, and keeps what their gradient needs.</summary>
    public void Rows(NetworkBuffers buffers, int start, int rows, int batch, double[] energies)
    {
        var units = _layer.Outputs;
        for (var row = start; row < start + rows; row++)
        {
            ReadOnlySpan<float> values = buffers.Values(0, row, 1);
            ReadOnlySpan<float> kept = buffers.Slopes(0, row, 1);
            var squares = Slopes(row);
            var sources = _sources.AsSpan(row * units, units);
            squares.Fill(1);
            ActivationFunction.MultiplyByDerivative(_layer.Activation, values, kept, squares);

            // ∂/∂aⱼ of f′(aⱼ)²‖wⱼ‖² is 2·f′·f″·‖wⱼ‖².
            TensorPrimitives.Multiply(squares, _norms, sources);
            energies[row] += _penalty * TensorPrimitives.Dot<float>(squares, sources);
            TensorPrimitives.Multiply(sources, 2 * _penalty / batch, sources);
            ActivationFunction.MultiplyBySecondDerivative(_layer.Activation, values, kept, sources);
            TensorPrimitives.Multiply(squares, squares, squares);
        }
    }

    /// <summary>Adds the part of the gradient with respect to the sums of some rows.</summary>
    public void AddToDeltas(NetworkBuffers buffers, int start, int rows)
    {
        var deltas = buffers.Deltas(0, start, rows);
        TensorPrimitives.Add(deltas, _sources.AsSpan(start * _layer.Outputs, deltas.Length), deltas);
    }

    /// <summary>Adds the part of the gradient that goes by the weights themselves: 2λ·wⱼ times the mean of f′(aⱼ)².</summary>
    public void AddToGradient(ReadOnlySpan<float> parameters, Span<float> gradient, int rows)
    {
        Array.Clear(_shares);
        for (var row = 0; row < rows; row++)
            TensorPrimitives.Add(_shares, Slopes(row), _shares);
        TensorPrimitives.Multiply(_shares, 2 * _penalty / rows, _shares);
        for (var i = 0; i < _layer.Inputs; i++)
        {
            var offset = _layer.WeightOffset + (i * _layer.Outputs);
            var target = gradient.Slice(offset, _layer.Outputs);
            TensorPrimitives.MultiplyAdd(parameters.Slice(offset, _layer.Outputs), _shares, target, target);
        }
    }

    private Span<float> Slopes(int row) => _slopes.AsSpan(row * _layer.Outputs, _layer.Outputs);
}
