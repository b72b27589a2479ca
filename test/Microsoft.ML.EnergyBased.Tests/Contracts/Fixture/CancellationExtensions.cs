namespace Microsoft.ML.EnergyBased.Tests.Contracts;

internal static class CancellationExtensions
{
    internal static void CancelIf(this CancellationTokenSource source, bool condition)
    {
        if (condition)
            source.Cancel();
    }
}
