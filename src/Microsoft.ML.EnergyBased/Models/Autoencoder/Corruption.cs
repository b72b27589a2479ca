using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased;

/// <summary>What is done to a row before a denoising autoencoder learns to restore it. Immutable.</summary>
/// <remarks>Vincent, Larochelle, Lajoie, Bengio and Manzagol, JMLR 11 (2010), section 3.3.</remarks>
public sealed class Corruption
{
    private enum Form
    {
        None,
        Gaussian,
        Masking,
        Dropout,
        SaltAndPepper,
    }

    private readonly Form _form;
    private readonly float _amount;
    private readonly float _low;
    private readonly float _high;

    private Corruption(Form form, float amount, float low = 0, float high = 0)
    {
        _form = form;
        _amount = amount;
        _low = low;
        _high = high;
    }

    /// <summary>The row as it is: a standard autoencoder.</summary>
    public static Corruption None { get; } = new(Form.None, 0);

    /// <summary>Adds independent normal noise to every feature.</summary>
    /// <param name="standardDeviation">σ, positive and finite.</param>
    /// <returns>The corruption.</returns>
    /// <exception cref="ArgumentOutOfRangeException">σ is not positive and finite.</exception>
    public static Corruption Gaussian(float standardDeviation)
    {
        if (!(standardDeviation > 0) || float.IsInfinity(standardDeviation))
            throw new ArgumentOutOfRangeException(nameof(standardDeviation), standardDeviation, "The standard deviation must be positive and finite.");
        return new Corruption(Form.Gaussian, standardDeviation);
    }

    /// <summary>Sets each feature to 0 with a probability.</summary>
    /// <param name="probability">In [0, 1].</param>
    /// <returns>The corruption.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The probability is out of its range or NaN.</exception>
    public static Corruption Masking(float probability) => new(Form.Masking, CheckProbability(probability));

    /// <summary>Sets each feature to 0 with probability p and multiplies the survivors by 1/(1 − p), which keeps the mean.</summary>
    /// <param name="probability">p in [0, 1).</param>
    /// <returns>The corruption.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The probability is out of its range or NaN.</exception>
    public static Corruption Dropout(float probability)
    {
        if (probability == 1)
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "Something must survive: the probability must be below 1.");
        return new Corruption(Form.Dropout, CheckProbability(probability));
    }

    /// <summary>Sets each feature with a probability to one of two values, each as likely as the other.</summary>
    /// <param name="probability">In [0, 1].</param>
    /// <param name="low">The one value, finite; the least that a feature takes.</param>
    /// <param name="high">The other, finite; the greatest.</param>
    /// <returns>The corruption.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range or NaN.</exception>
    public static Corruption SaltAndPepper(float probability, float low = 0, float high = 1)
    {
        if (!float.IsFinite(low))
            throw new ArgumentOutOfRangeException(nameof(low), low, "The value must be finite.");
        if (!float.IsFinite(high))
            throw new ArgumentOutOfRangeException(nameof(high), high, "The value must be finite.");
        return new Corruption(Form.SaltAndPepper, CheckProbability(probability), low, high);
    }

    internal bool IsNone => _form == Form.None;

    /// <summary>
    /// Writes the corrupted row. Where <paramref name="touched"/> is not empty, it receives 1 for each feature that was
    /// corrupted and 0 for the others. The noise is that of the stream, which no other call should share.
    /// </summary>
    internal void Apply(ReadOnlySpan<float> row, Span<float> corrupted, Span<float> touched, RandomStream stream)
    {
        switch (_form)
        {
            case Form.None:
                row.CopyTo(corrupted);
                touched.Clear();
                return;
            case Form.Gaussian:
                stream.FillNormal(corrupted);
                for (var i = 0; i < row.Length; i++)
                    corrupted[i] = row[i] + (_amount * corrupted[i]);
                touched.Fill(1);
                return;
        }

        stream.FillUniform(corrupted);
        var factor = _form == Form.Dropout ? 1 / (1 - _amount) : 1;
        for (var i = 0; i < row.Length; i++)
        {
            var u = corrupted[i];
            var hit = u < _amount;
            if (!touched.IsEmpty)
                touched[i] = hit ? 1 : 0;
            corrupted[i] = !hit ? row[i] * factor : _form != Form.SaltAndPepper ? 0 : u < _amount / 2 ? _low : _high;
        }
    }

    /// <summary>Says what the corruption is.</summary>
    public override string ToString() => _form switch
    {
        Form.None => "None",
        Form.Gaussian => FormattableString.Invariant($"Gaussian(σ = {_amount})"),
        _ => FormattableString.Invariant($"{_form}(p = {_amount})"),
    };

    private static float CheckProbability(float probability)
    {
        if (!(probability is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "The probability must be in [0, 1].");
        return probability;
    }
}
