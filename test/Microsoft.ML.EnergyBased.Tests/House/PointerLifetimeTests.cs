using Microsoft.ML.EnergyBased.Numerics;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Microsoft.ML.EnergyBased.Tests.House;

/// <summary>A pointer keeps nothing alive: whoever takes one out of a pinned buffer says until when the buffer is needed.</summary>
public sealed class PointerLifetimeTests
{
    [Fact]
    public void MethodsThatTakeAPointerKeepItsOwnerAlive()
    {
        using var package = AssemblyDefinition.ReadAssembly(typeof(PinnedBuffer).Assembly.Location);
        var seen = 0;
        var offences = new List<string>();
        foreach (var method in package.MainModule.GetTypes().Where(type => type.Name != nameof(PinnedBuffer)).SelectMany(type => type.Methods).Where(method => method.HasBody))
        {
            // One that hands the pointer on leaves it to its caller.
            if (method.ReturnType is PointerType || !Calls(method).Any(called => called.HasThis && called.ReturnType is PointerType && called.DeclaringType.Scope == package.MainModule))
                continue;
            seen++;
            if (!Calls(method).Any(called => called.DeclaringType.FullName == typeof(GC).FullName && called.Name == nameof(GC.KeepAlive)))
                offences.Add(method.FullName);
        }

        seen.Should().BeGreaterThan(5, "no pointers were found");
        offences.Should().BeEmpty();
    }

    private static IEnumerable<MethodReference> Calls(MethodDefinition method)
        => method.Body.Instructions.Where(i => i.OpCode.Code is Code.Call or Code.Callvirt).Select(i => (MethodReference)i.Operand);
}
