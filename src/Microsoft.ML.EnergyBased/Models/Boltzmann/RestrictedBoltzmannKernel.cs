using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.Boltzmann;

/// <summary>
/// The conditionals and the free energy of a restricted Boltzmann machine at inverse temperature β. What
/// <see cref="Load"/> takes is the machine itself; what is held are the parameters of βE, a machine at temperature 1:
/// for bits (βW, βb, βc), for Gaussian units (W, b, βc, σ²/β).
/// </summary>
/// <remarks>Rows must be finite here: the energy looks at that.</remarks>
internal sealed unsafe class RestrictedBoltzmannKernel
{
    private const int PanelsPerPart = 4;

    private readonly float[] _visibleBiases;
    private readonly float[] _hiddenBiases;
    private readonly float[] _precisions;
    private readonly float[] _standardDeviations;
    private readonly float[] _scaled;
    // W (over σ² for Gaussian units) as a factor of products with visible units, and W as one with hidden units.
    private readonly PackedMatrix _toHidden = new();
    private readonly PackedMatrix _toVisible = new();
    private readonly Action<int> _pack;

    // Of the packing in progress.
    private float* _up;
    private float* _down;

    public RestrictedBoltzmannKernel(RestrictedBoltzmannShape shape)
    {
        Shape = shape;
        _visibleBiases = new float[shape.Visible];
        _hiddenBiases = new float[shape.Hidden];
        _precisions = new float[shape.IsGaussian ? shape.Visible : 0];
        _standardDeviations = new float[_precisions.Length];
        _scaled = new float[shape.Weights];
        _toHidden.Reshape(shape.Visible, shape.Hidden);
        _toVisible.Reshape(shape.Hidden, shape.Visible);
        _pack = PackPart;
    }

    public RestrictedBoltzmannShape Shape { get; }

    public float InverseTemperature { get; private set; } = 1;

    public ReadOnlySpan<float> VisibleBiases => _visibleBiases;

    public ReadOnlySpan<float> HiddenBiases => _hiddenBiases;

    /// <summary>β/σ² of Gaussian units; empty for bits.</summary>
    public ReadOnlySpan<float> Precisions => _precisions;

    private int Visible => Shape.Visible;

    private int Hidden => Shape.Hidden;

    /// <summary>Takes parameters and β. Not while anything is computed.</summary>
    public void Load(ReadOnlySpan<float> parameters, float inverseTemperature, WorkTeam team)
    {
        InverseTemperature = inverseTemperature;
        var beta = inverseTemperature;
        var weights = Shape.WeightsOf(parameters);
        TensorPrimitives.Multiply(Shape.HiddenBiasesOf(parameters), beta, _hiddenBiases);
        if (!Shape.IsGaussian)
        {
            TensorPrimitives.Multiply(Shape.VisibleBiasesOf(parameters), beta, _visibleBiases);
            if (beta != 1)
            {
                TensorPrimitives.Multiply(weights, beta, _scaled);
                weights = _scaled;
            }
            Pack(weights, weights, team);
            return;
        }

        Shape.VisibleBiasesOf(parameters).CopyTo(_visibleBiases);
        var logVariances = Shape.LogVariancesOf(parameters);
        for (var i = 0; i < Visible; i++)
        {
            _precisions[i] = beta * MathF.Exp(-logVariances[i]);
            _standardDeviations[i] = 1 / MathF.Sqrt(_precisions[i]);
            TensorPrimitives.Multiply(weights.Slice(i * Hidden, Hidden), _precisions[i], _scaled.AsSpan(i * Hidden, Hidden));
        }
        Pack(_scaled, weights, team);
    }

    private void Pack(ReadOnlySpan<float> up, ReadOnlySpan<float> down, WorkTeam team)
    {
        fixed (float* first = up, second = down)
        {
            _up = first;
            _down = second;
            team.Run(RowBlocks.Count(_toHidden.Panels, PanelsPerPart) + RowBlocks.Count(_toVisible.Panels, PanelsPerPart), _pack);
        }
    }

    private void PackPart(int part)
    {
        var ups = RowBlocks.Count(_toHidden.Panels, PanelsPerPart);
        if (part < ups)
        {
            var panel = part * PanelsPerPart;
            _toHidden.PackPanels(_up, Hidden, panel, Math.Min(PanelsPerPart, _toHidden.Panels - panel));
        }
        else
        {
            var panel = (part - ups) * PanelsPerPart;
            _toVisible.PackPanelsTransposed(_down, Hidden, panel, Math.Min(PanelsPerPart, _toVisible.Panels - panel));
        }
    }

    /// <summary>The inputs of the hidden units, c + vW (c + (v/σ²)W for Gaussian units).</summary>
    public void HiddenInputs(ReadOnlySpan<float> visible, int rows, Span<float> inputs, int threads = 1)
        => Product(visible, rows, _toHidden, inputs, _hiddenBiases, threads);

    /// <summary>The inputs of the visible units, b + hWᵀ: of bits the log odds, of Gaussian units the means.</summary>
    public void VisibleInputs(ReadOnlySpan<float> hidden, int rows, Span<float> inputs, int threads = 1)
        => Product(hidden, rows, _toVisible, inputs, _visibleBiases, threads);

    // Bits are mostly zeros.
    private static void Product(ReadOnlySpan<float> units, int rows, PackedMatrix weights, Span<float> inputs, ReadOnlySpan<float> biases, int threads)
    {
        if (threads == 1)
            SparseProduct.Multiply(units, rows, weights, inputs, biases);
        else
            MatrixProduct.Multiply(units, rows, weights, inputs, bias: biases, threads: threads);
    }

    /// <summary>Turns inputs of visible units into their means.</summary>
    public void VisibleMeans(Span<float> inputs)
    {
        if (!Shape.IsGaussian)
            Sigmoid(inputs);
    }

    /// <summary>Turns inputs of visible units into draws; value i of the stream, offset by <paramref name="start"/>, makes value i.</summary>
    public void DrawVisible(Span<float> inputs, RandomStream stream, long start, Span<float> scratch)
    {
        if (!Shape.IsGaussian)
        {
            Sigmoid(inputs);
            DrawBits(inputs, stream, start, scratch, inputs);
            return;
        }
        stream.FillNormal(scratch, start);
        for (var row = 0; row < inputs.Length; row += Visible)
            TensorPrimitives.MultiplyAdd(scratch.Slice(row, Visible), _standardDeviations, inputs.Slice(row, Visible), inputs.Slice(row, Visible));
    }

    /// <summary>βF of each row, given the inputs of its hidden units, which are overwritten.</summary>
    public void FreeEnergies(ReadOnlySpan<float> visible, Span<float> hiddenInputs, Span<float> scratch, Span<double> energies)
    {
        SoftPlus(hiddenInputs, scratch);
        for (var row = 0; row < energies.Length; row++)
        {
            double hidden = TensorPrimitives.Sum<float>(hiddenInputs.Slice(row * Hidden, Hidden));
            energies[row] = VisibleEnergy(visible.Slice(row * Visible, Visible)) - hidden;
        }
    }

    /// <summary>The part of βE that hidden units have nothing to do with: −bᵀv, or Σ (v − b)²/2σ².</summary>
    public double VisibleEnergy(ReadOnlySpan<float> row) => VisibleEnergy(row, _visibleBiases);

    /// <summary>The same with other biases.</summary>
    public double VisibleEnergy(ReadOnlySpan<float> row, ReadOnlySpan<float> biases)
    {
        if (!Shape.IsGaussian)
            return -TensorPrimitives.Dot(row, biases);
        double sum = 0;
        for (var i = 0; i < row.Length; i++)
        {
            double difference = row[i] - biases[i];
            sum += difference * difference * _precisions[i];
        }
        return sum / 2;
    }

    public static void Sigmoid(Span<float> values) => Logistic.Sigmoid(values);

    public static void SoftPlus(Span<float> values, Span<float> scratch)
    {
        if (values.Length >= ActivationFunction.FewestValues)
        {
            ActivationFunction.Softplus(values, scratch);
            return;
        }
        Span<float> padded = stackalloc float[2 * ActivationFunction.FewestValues];
        padded.Clear();
        values.CopyTo(padded);
        ActivationFunction.Softplus(padded[..ActivationFunction.FewestValues], padded[ActivationFunction.FewestValues..]);
        padded[..values.Length].CopyTo(values);
    }

    /// <summary>bits = 1 where a uniform of the stream is below the probability, otherwise 0. Bits may be the probabilities' own span.</summary>
    public static void DrawBits(ReadOnlySpan<float> probabilities, RandomStream stream, long start, Span<float> scratch, Span<float> bits)
    {
        // Chunks of the stream that stay in the nearest cache, and begin where it makes them.
        const int Chunk = 2048;
        for (var done = 0; done < bits.Length;)
        {
            var length = Math.Min(Chunk - (int)((start + done) % Chunk), bits.Length - done);
            var uniforms = scratch[..length];
            stream.FillUniform(uniforms, start + done);
            Compare(uniforms, probabilities.Slice(done, length), bits.Slice(done, length));
            done += length;
        }
    }

    private static void Compare(ReadOnlySpan<float> uniforms, ReadOnlySpan<float> probabilities, Span<float> bits)
    {
        var i = 0;
        for (; i <= bits.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var below = Vector.LessThan(new Vector<float>(uniforms[i..]), new Vector<float>(probabilities[i..]));
            Vector.ConditionalSelect(below, Vector<float>.One, Vector<float>.Zero).CopyTo(bits[i..]);
        }
        for (; i < bits.Length; i++)
            bits[i] = uniforms[i] < probabilities[i] ? 1 : 0;
    }
}
