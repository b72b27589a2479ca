using System.Globalization;
using System.Security.Cryptography;

namespace Microsoft.ML.EnergyBased.Tests.Stress;

/// <summary>
/// Fits every model and prints the digest of its payload: what threads, processes and the runtime's settings must not
/// change. `digests N` fits with N threads.
/// </summary>
internal static class DigestCommand
{
    internal const string Name = "digests";

    internal static int Run(string threads)
    {
        foreach (var model in Corpus.All)
        {
            var payload = Field.ToBytes(FieldRecorder.FieldsOf(model.Fit(int.Parse(threads, CultureInfo.InvariantCulture))));
            Console.WriteLine($"{model.Name} {Convert.ToHexString(SHA256.HashData(payload))}");
        }

        return 0;
    }
}
