// The package's internals are seen as the package sees ML.NET's (build/Publicized.targets), so the assembly that runs here is
// the one that ships: it names no assembly as its friend.
[assembly: System.Runtime.CompilerServices.IgnoresAccessChecksTo("Microsoft.ML.EnergyBased")]
