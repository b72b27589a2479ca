using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Microsoft.ML.EnergyBased.Tests.House;

/// <summary>Holds the design's two borders: numerics know no ML.NET, and only Interop touches what ML.NET keeps internal.</summary>
public sealed class ArchitectureTests : IDisposable
{
    private static readonly string[] FreeOfMLNet =
        ["Energies", "Latent", "Samplers", "Training", "Networks", "Numerics", "Diagnostics", "Models"];

    // What of a model may see ML.NET: the rest of it is plain arithmetic.
    private static readonly string[] SeesMLNet = ["Estimator", "Trainer", "Transformer", "Options", "Format", "Catalog", "Outputs"];

    private readonly DefaultAssemblyResolver _resolver = new();
    private readonly AssemblyDefinition _package;

    public ArchitectureTests()
    {
        var path = typeof(EnergyBasedCatalog).Assembly.Location;
        _resolver.AddSearchDirectory(Path.GetDirectoryName(path));
        _package = AssemblyDefinition.ReadAssembly(path, new ReaderParameters { AssemblyResolver = _resolver });
    }

    public void Dispose()
    {
        _package.Dispose();
        _resolver.Dispose();
    }

    [Fact]
    public void NumericsUseNoTypeOfMLNet()
    {
        var seen = 0;
        var offences = new List<string>();
        foreach (var type in TypesIn(FreeOfMLNet))
        {
            seen++;
            offences.AddRange(References(type).Where(r => IsMLNet(r.Type)).Select(r => $"{type.FullName} uses {r.Type.FullName} in {r.Where}"));
        }

        seen.Should().BeGreaterThan(5, "no types were looked at");
        offences.Distinct().Should().BeEmpty();
    }

    [Fact]
    public void OnlyInteropTouchesInternalsOfMLNet()
    {
        var offences = new List<string>();
        var internals = 0;
        foreach (var type in _package.MainModule.GetTypes())
        {
            foreach (var (reference, where) in References(type).Where(r => IsMLNet(r.Type)))
            {
                if (IsPublic(reference.Resolve()))
                    continue;
                internals++;
                if (FolderOf(type) != "Interop")
                    offences.Add($"{type.FullName} uses {reference.FullName} in {where}");
            }

            foreach (var (member, where) in MemberReferences(type).Where(m => IsMLNet(m.Member.DeclaringType)))
            {
                if (IsPublic(member))
                    continue;
                internals++;
                if (FolderOf(type) != "Interop")
                    offences.Add($"{type.FullName} uses {member.FullName} in {where}");
            }
        }

        internals.Should().BeGreaterThan(0, "Interop itself was not looked at");
        offences.Distinct().Should().BeEmpty();
    }

    private IEnumerable<TypeDefinition> TypesIn(string[] folders)
        => _package.MainModule.GetTypes().Where(t => folders.Contains(FolderOf(t)) && !SeesMLNet.Any(Outermost(t).Name.Contains));

    // The folder is the part of the namespace behind the package's own; nested types count with the type around them.
    private static string FolderOf(TypeDefinition type)
    {
        type = Outermost(type);
        const string Root = "Microsoft.ML.EnergyBased.";
        return type.Namespace.StartsWith(Root, StringComparison.Ordinal) ? type.Namespace[Root.Length..].Split('.')[0] : "";
    }

    private static TypeDefinition Outermost(TypeDefinition type)
    {
        while (type.DeclaringType is not null)
            type = type.DeclaringType;
        return type;
    }

    private static bool IsMLNet(TypeReference type)
        => type.GetElementType().Scope is AssemblyNameReference assembly
            && assembly.Name.StartsWith("Microsoft.ML", StringComparison.Ordinal);

    private static bool IsPublic(TypeDefinition? type)
        => type is not null && (type.IsPublic || ((type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamilyOrAssembly) && IsPublic(type.DeclaringType)));

    private static bool IsPublic(MemberReference member) => member switch
    {
        MethodReference m => m.Resolve() is { } method && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly),
        FieldReference f => f.Resolve() is { } field && (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly),
        _ => true,
    };

    private static IEnumerable<(TypeReference Type, string Where)> References(TypeDefinition type)
    {
        var all = new List<(TypeReference?, string)> { (type.BaseType, "its base") };
        all.AddRange(type.Interfaces.Select(i => ((TypeReference?)i.InterfaceType, "its interfaces")));
        all.AddRange(type.Fields.Select(f => ((TypeReference?)f.FieldType, f.Name)));
        foreach (var method in type.Methods)
        {
            all.Add((method.ReturnType, method.Name));
            all.AddRange(method.Parameters.Select(p => ((TypeReference?)p.ParameterType, method.Name)));
            if (!method.HasBody)
                continue;
            all.AddRange(method.Body.Variables.Select(v => ((TypeReference?)v.VariableType, method.Name)));
            all.AddRange(method.Body.Instructions.Select(i => (TypeOf(i), method.Name)));
        }

        return all.Where(r => r.Item1 is not null).SelectMany(r => Parts(r.Item1!).Select(p => (p, r.Item2)));
    }

    private static TypeReference? TypeOf(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => type,
        MemberReference member => member.DeclaringType,
        _ => null,
    };

    private static IEnumerable<(MemberReference Member, string Where)> MemberReferences(TypeDefinition type)
        => from method in type.Methods
           where method.HasBody
           from instruction in method.Body.Instructions
           let member = instruction.Operand as MemberReference
           where member is MethodReference or FieldReference && member.DeclaringType is not null
           select (member is GenericInstanceMethod generic ? generic.ElementMethod : member, method.Name);

    // Arrays, by-refs and generic instances hide further types.
    private static IEnumerable<TypeReference> Parts(TypeReference type)
    {
        if (type.IsGenericParameter)
            yield break;
        if (type is GenericInstanceType generic)
        {
            foreach (var part in generic.GenericArguments.SelectMany(Parts))
                yield return part;
        }

        if (type is TypeSpecification specification)
        {
            foreach (var part in Parts(specification.ElementType))
                yield return part;
        }
        else
        {
            yield return type;
        }
    }
}
