using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The one warning about rows that an evaluation left out.</summary>
internal static class SkippedRows
{
    public static void Warn(IHostEnvironment env, string task, long count)
    {
        if (count == 0)
            return;

        using var channel = env.Start(task);
        channel.Warning(MessageSensitivity.None, "{0} rows with a missing label or score were left out.", count);
    }
}
