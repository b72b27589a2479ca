using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased.Data;

/// <summary>What a Fit tells while it runs: lines in the context's log, and reports to the caller's progress.</summary>
internal sealed class TrainingLog(IHost host, string component, IProgress<TrainingProgress>? progress = null) : IProgress<TrainingProgress>, IDisposable
{
    private readonly IChannel _channel = host.Start("Fit");

    public void Dispose() => _channel.Dispose();

    public void Report(TrainingProgress value)
    {
        Info($"{value}");
        progress?.Report(value);
    }

    internal void Info(FormattableString message)
        => _channel.Info(MessageSensitivity.None, $"{component}: {FormattableString.Invariant(message)}");

    internal void Warning(FormattableString message)
        => _channel.Warning(MessageSensitivity.None, $"{component}: {FormattableString.Invariant(message)}");
}
