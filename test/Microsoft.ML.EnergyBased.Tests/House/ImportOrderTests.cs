using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Microsoft.ML.EnergyBased.Tests.House;

/// <summary>Holds the order of imports: what lies in a folder uses its own row, or one above, of the table.</summary>
public sealed partial class ImportOrderTests
{
    private static readonly string[][] Order =
    [
        ["Numerics"],
        ["Networks"],
        ["Energies"],
        ["Latent", "Samplers", "Diagnostics", "Training"],
        ["Data", "Persistence", "Interop", "Onnx"],
        ["Components"],
        ["Models"],
        ["Completion", "Evaluation"],
        ["Catalog"],
    ];

    private static readonly string Sources = Path.Combine(Root(AppContext.BaseDirectory), "src", "Microsoft.ML.EnergyBased");

    [Fact]
    public void EveryFolderHasItsPlace()
        => Directory.GetDirectories(Sources).Where(d => Directory.EnumerateFiles(d, "*.cs", SearchOption.AllDirectories).Any()).Select(Path.GetFileName)
            .Should().BeSubsetOf(Order.SelectMany(row => row));

    [Fact]
    public void ImportsRunOneWay()
    {
        var folders = FoldersOfTypes();
        folders.Should().HaveCountGreaterThan(200, "the sources were not read");
        using var package = AssemblyDefinition.ReadAssembly(typeof(EnergyBasedCatalog).Assembly.Location);
        var looked = 0;
        var offences = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in package.MainModule.GetTypes())
        {
            if (!folders.TryGetValue(Outermost(type), out var own))
                continue;
            foreach (var used in Uses(type).Select(u => Outermost(u)))
            {
                if (!folders.TryGetValue(used, out var other) || other == own)
                    continue;
                looked++;
                if (RowOf(other) > RowOf(own))
                    offences.Add($"{own}: {Outermost(type)} uses {used} of {other}");
            }
        }

        looked.Should().BeGreaterThan(5000, "hardly a use from folder to folder was seen");
        offences.Should().BeEmpty();
    }

    // Where the solution lies, above the folder that tests run in.
    private static string Root(string folder)
        => File.Exists(Path.Combine(folder, "Microsoft.ML.EnergyBased.sln")) ? folder
            : Root(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The tests do not run below the solution, whose sources they read."));

    private static int RowOf(string folder) => Array.FindIndex(Order, row => row.Contains(folder));

    // Type names with namespace, each with the folder where it is declared. The catalog's parts lie beside the models that they open.
    private static Dictionary<string, string> FoldersOfTypes()
    {
        var folders = new Dictionary<string, string>();
        foreach (var file in Directory.EnumerateFiles(Sources, "*.cs", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file);
            if (Namespace().Match(text) is not { Success: true } space)
                continue;
            var folder = Path.GetRelativePath(Sources, file).Split(Path.DirectorySeparatorChar)[0];
            foreach (Match type in Declaration().Matches(text))
            {
                var arity = type.Groups[2].Success ? $"`{type.Groups[2].Value.Split(',').Length}" : "";
                var name = $"{space.Groups[1].Value}.{type.Groups[1].Value}{arity}";
                if (!folders.TryGetValue(name, out var known) || RowOf(folder) > RowOf(known))
                    folders[name] = folder;
            }
        }

        return folders;
    }

    private static string Outermost(TypeReference type)
    {
        while (type.DeclaringType is not null)
            type = type.DeclaringType;
        return type.GetElementType().FullName;
    }

    private static IEnumerable<TypeReference> Uses(TypeDefinition type)
    {
        var uses = new List<TypeReference?> { type.BaseType };
        uses.AddRange(type.Interfaces.Select(i => i.InterfaceType));
        uses.AddRange(type.Fields.Select(f => f.FieldType));
        foreach (var method in type.Methods)
        {
            uses.Add(method.ReturnType);
            uses.AddRange(method.Parameters.Select(p => p.ParameterType));
            if (!method.HasBody)
                continue;
            uses.AddRange(method.Body.Variables.Select(v => v.VariableType));
            uses.AddRange(method.Body.Instructions.Select(OperandType));
        }

        return uses.OfType<TypeReference>().SelectMany(Parts);
    }

    private static TypeReference? OperandType(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => type,
        MemberReference member => member.DeclaringType,
        _ => null,
    };

    // Arrays, by-refs and generic instances hide further types.
    private static IEnumerable<TypeReference> Parts(TypeReference type) => type switch
    {
        GenericParameter => [],
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
        TypeSpecification specification => Parts(specification.ElementType),
        _ => [type],
    };

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^(?:(?:public|internal|sealed|static|abstract|unsafe|partial|readonly|ref) )+(?:class|struct|interface|enum|record struct|record|delegate [\w<>?\[\]]+) (\w+)(?:<([^>]+)>)?", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
