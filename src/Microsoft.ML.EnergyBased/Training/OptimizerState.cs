using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Training;

/// <summary>What an optimizer remembers of one training, and its step: one pass over the parameters, element by element.</summary>
internal sealed class OptimizerState
{
    private const int PartLength = 1 << 14;

    private readonly Optimizer _optimizer;
    private readonly float[] _parameters;
    private readonly float[] _gradient;
    private readonly int _decayed;
    private readonly float _decay;
    private readonly double _greatestNorm;
    private readonly float[] _first;
    private readonly float[] _second;
    private readonly double[] _squares;
    private readonly Action<int> _square;
    private readonly Action<int> _step;
    private long _steps;
    private float _rate;
    private float _clip;

    /// <param name="optimizer">The rule.</param>
    /// <param name="parameters">Changed in place.</param>
    /// <param name="gradient">Read at each step.</param>
    /// <param name="decayed">How many parameters, from the first, weight decay acts on.</param>
    /// <param name="decay">Its rate, at least 0.</param>
    /// <param name="greatestNorm">A longer gradient is shortened to this norm; infinite where it is left alone.</param>
    public OptimizerState(Optimizer optimizer, float[] parameters, float[] gradient, int decayed, float decay, double greatestNorm)
    {
        _optimizer = optimizer;
        _parameters = parameters;
        _gradient = gradient;
        _decayed = decayed;
        _decay = decay;
        _greatestNorm = greatestNorm;
        var adam = optimizer.Kind is OptimizerKind.Adam or OptimizerKind.AdamW;
        _first = optimizer.Kind == OptimizerKind.Plain ? [] : new float[parameters.Length];
        _second = adam ? new float[parameters.Length] : [];
        _squares = new double[Parts];
        _square = part => _squares[part] = TensorPrimitives.SumOfSquares<float>(Part(_gradient, part));
        _step = StepPart;
    }

    /// <summary>Whether nothing that is remembered has overflowed: an infinite second moment would hold its weight still for good.</summary>
    public bool IsFinite => VectorMath.IsFinite(_first) && VectorMath.IsFinite(_second);

    private int Parts => (_parameters.Length + PartLength - 1) / PartLength;

    /// <summary>One step. The gradient is left as it was.</summary>
    public void Step(double rate, WorkTeam team)
    {
        _steps++;
        _rate = (float)rate;
        _clip = 1;
        if (!double.IsPositiveInfinity(_greatestNorm))
        {
            team.Run(Parts, _square);
            double sum = 0;
            foreach (var square in _squares)
                sum += square;
            var norm = double.IsFinite(sum) ? Math.Sqrt(sum) : NormInDouble();
            if (norm > _greatestNorm)
                _clip = (float)(_greatestNorm / norm);
        }
        team.Run(Parts, _step);
    }

    // The squares of large gradients overflow in Single; a norm of infinity would make the step nothing.
    private double NormInDouble()
    {
        double sum = 0;
        foreach (var g in _gradient)
            sum += (double)g * g;
        return Math.Sqrt(sum);
    }

    private static Span<float> Part(float[] values, int part)
        => values.Length == 0 ? default : values.AsSpan(part * PartLength, Math.Min(PartLength, values.Length - (part * PartLength)));

    private void StepPart(int part)
    {
        // A part in which decay ends is done in two.
        var start = part * PartLength;
        var end = Math.Min(_parameters.Length, start + PartLength);
        var split = Math.Clamp(_decayed, start, end);
        Range(start, split, _decay);
        Range(split, end, 0);
    }

    private void Range(int start, int end, float decay)
    {
        var parameters = _parameters.AsSpan(start, end - start);
        ReadOnlySpan<float> gradient = _gradient.AsSpan(start, end - start);
        var first = _first.Length == 0 ? default : _first.AsSpan(start, end - start);
        switch (_optimizer.Kind)
        {
            case OptimizerKind.Adam or OptimizerKind.AdamW:
                Adam(parameters, gradient, first, _second.AsSpan(start, end - start), decay);
                break;
            default:
                Sgd(parameters, gradient, first, decay);
                break;
        }
    }

    private void Sgd(Span<float> parameters, ReadOnlySpan<float> gradient, Span<float> velocity, float decay)
    {
        var momentum = _optimizer.Beta1;
        var nesterov = _optimizer.Kind == OptimizerKind.Nesterov;
        var i = 0;
        var width = Vector<float>.Count;
        for (; i <= parameters.Length - width; i += width)
        {
            var w = new Vector<float>(parameters[i..]);
            var g = (new Vector<float>(gradient[i..]) * _clip) + (decay * w);
            if (!velocity.IsEmpty)
            {
                var v = (momentum * new Vector<float>(velocity[i..])) + g;
                v.CopyTo(velocity[i..]);
                g = nesterov ? g + (momentum * v) : v;
            }
            (w - (_rate * g)).CopyTo(parameters[i..]);
        }
        // The same operations in the same order, one at a time.
        for (; i < parameters.Length; i++)
        {
            var g = (gradient[i] * _clip) + (decay * parameters[i]);
            if (!velocity.IsEmpty)
            {
                var v = (momentum * velocity[i]) + g;
                velocity[i] = v;
                g = nesterov ? g + (momentum * v) : v;
            }
            parameters[i] -= _rate * g;
        }
    }

    private void Adam(Span<float> parameters, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second, float decay)
    {
        var beta1 = _optimizer.Beta1;
        var beta2 = _optimizer.Beta2;
        var rest1 = 1 - beta1;
        var rest2 = 1 - beta2;
        // √v̂ = √v / √(1 − β₂ᵗ): the corrections are numbers of the step.
        var rate = (float)(_rate / (1 - Math.Pow(beta1, _steps)));
        var scale = (float)(1 / Math.Sqrt(1 - Math.Pow(beta2, _steps)));
        var decoupled = _optimizer.Kind == OptimizerKind.AdamW;
        var coupled = decoupled ? 0 : decay;
        var kept = decoupled ? 1 - (_rate * decay) : 1;

        var i = 0;
        var width = Vector<float>.Count;
        var epsilon = new Vector<float>(_optimizer.Epsilon);
        for (; i <= parameters.Length - width; i += width)
        {
            var w = new Vector<float>(parameters[i..]);
            var g = (new Vector<float>(gradient[i..]) * _clip) + (coupled * w);
            var m = (beta1 * new Vector<float>(first[i..])) + (rest1 * g);
            var v = (beta2 * new Vector<float>(second[i..])) + (rest2 * (g * g));
            m.CopyTo(first[i..]);
            v.CopyTo(second[i..]);
            ((w * kept) - (rate * m / ((Vector.SquareRoot(v) * scale) + epsilon))).CopyTo(parameters[i..]);
        }
        // The same operations in the same order, one at a time.
        for (; i < parameters.Length; i++)
        {
            var g = (gradient[i] * _clip) + (coupled * parameters[i]);
            first[i] = (beta1 * first[i]) + (rest1 * g);
            second[i] = (beta2 * second[i]) + (rest2 * (g * g));
            parameters[i] = (parameters[i] * kept) - (rate * first[i] / ((MathF.Sqrt(second[i]) * scale) + _optimizer.Epsilon));
        }
    }
}
