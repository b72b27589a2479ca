using System.Runtime.CompilerServices;

// Opens what ML.NET keeps internal, at run time: the runtime skips its access checks for these assemblies, and reflection
// finds our [assembly: LoadableClass], which it otherwise drops in silence.
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Core")]
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Data")]

namespace System.Runtime.CompilerServices;

/// <summary>Known to the runtime by its name; no reference assembly declares it, so it is declared here.</summary>
/// <param name="assemblyName">The simple name of the assembly whose members are to be accessible.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
{
    /// <summary>The simple name of the assembly whose members are to be accessible.</summary>
    public string AssemblyName { get; } = assemblyName;
}
