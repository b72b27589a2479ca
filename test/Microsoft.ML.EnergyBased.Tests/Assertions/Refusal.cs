using System.Runtime.CompilerServices;

namespace Microsoft.ML.EnergyBased.Tests.Assertions;

/// <summary>A case of a theory: a call that has to be refused with an exception of exactly one type, which may have to name a parameter.</summary>
public sealed class Refusal
{
    private readonly string _text;
    private readonly Action _check;

    private Refusal(string text, Action check)
    {
        (_text, _check) = (text, check);
    }

    /// <summary>A call that throws the exception.</summary>
    public static Refusal Of<TException>(Action call, [CallerArgumentExpression(nameof(call))] string text = "")
        where TException : Exception
        => new(text, () => call.Should().ThrowExactly<TException>());

    /// <inheritdoc cref="Of{TException}(Action, string)"/>
    public static Refusal Of<TException>(Func<object?> call, [CallerArgumentExpression(nameof(call))] string text = "")
        where TException : Exception
        => new(text, () => call.Should().ThrowExactly<TException>());

    /// <summary>A call that throws the exception, which names the parameter.</summary>
    public static Refusal Of<TException>(string parameter, Action call, [CallerArgumentExpression(nameof(call))] string text = "")
        where TException : ArgumentException
        => new(text, () => call.Should().ThrowExactly<TException>().WithParameterName(parameter));

    /// <inheritdoc cref="Of{TException}(string, Action, string)"/>
    public static Refusal Of<TException>(string parameter, Func<object?> call, [CallerArgumentExpression(nameof(call))] string text = "")
        where TException : ArgumentException
        => new(text, () => call.Should().ThrowExactly<TException>().WithParameterName(parameter));

    public void ShouldHappen() => _check();

    /// <summary>The call as it is written, for the name of the case.</summary>
    public override string ToString() => _text;
}
