using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Microsoft.ML.EnergyBased.Interop;

namespace Microsoft.ML.EnergyBased.Tests.House;

/// <summary>
/// What the package relies on inside ML.NET is written down in MLNetInternals.txt. Another version of ML.NET that lacks a part
/// of it fails here, and the message names that part.
/// </summary>
public sealed class MLNetInternalsTests
{
    private static readonly Assembly Package = typeof(ModelPayload).Assembly;

    public static TheoryData<string> Written => new(LinesOf("MLNetInternals.txt"));

    [Theory]
    [MemberData(nameof(Written))]
    public void TheLoadedAssembliesHaveIt(string reference)
    {
        // Resolved by the runtime, which looks for the very signature.
        References().TryGetValue(reference, out var token)
            .Should().BeTrue("The package does not use {0} any more: take its line out of MLNetInternals.txt.", reference);
        var error = Record.Exception(() => Package.ManifestModule.ResolveMember(token));
        error.Should().BeNull("The loaded ML.NET ({0}) lacks {1}: {2}", typeof(MLContext).Assembly.Location, reference, error?.Message);
    }

    [Fact]
    public void EveryInternalTypeAndMemberThatThePackageUsesIsWrittenDown()
    {
        var used = References().Where(r => IsInternal(r.Value)).Select(r => r.Key).Order(StringComparer.Ordinal).ToArray();
        used.Should().NotBeEmpty();
        LinesOf("MLNetInternals.txt").Order(StringComparer.Ordinal).Should().Equal(used);
    }

    [Fact]
    public void ThePublicizerOpensTheseTypesAlone()
    {
        var used = LinesOf("MLNetInternals.txt").Select(reference => reference.Split("::")[0].Replace('+', '.')).Distinct();
        LinesOf("types.txt").Order(StringComparer.Ordinal).Should().Equal(used.Order(StringComparer.Ordinal));
    }

    private static string[] LinesOf(string file)
        => [.. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, file)).Where(line => line.Length > 0 && !line.StartsWith('#'))];

    private static bool IsInternal(int token)
    {
        try
        {
            return Package.ManifestModule.ResolveMember(token) switch
            {
                Type type => !type.IsVisible,
                MethodBase method => method.IsAssembly || method.IsFamilyAndAssembly || method.IsPrivate || !method.DeclaringType!.IsVisible,
                FieldInfo field => field.IsAssembly || field.IsFamilyAndAssembly || field.IsPrivate || !field.DeclaringType!.IsVisible,
                _ => false,
            };
        }
        catch (Exception e) when (e is MissingMemberException or TypeLoadException)
        {
            // The theory above names it.
            return true;
        }
    }

    /// <summary>Types and members of Microsoft.ML's assemblies that the package's own assembly refers to, with their tokens.</summary>
    private static Dictionary<string, int> References()
    {
        using var image = new PEReader(File.OpenRead(Package.Location));
        var metadata = image.GetMetadataReader();
        var found = new Dictionary<string, int>();
        foreach (var handle in metadata.TypeReferences)
        {
            if (IsMLNet(metadata, handle))
                found.TryAdd(NameOf(metadata, handle), MetadataTokens.GetToken(handle));
        }

        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind != HandleKind.TypeReference || !IsMLNet(metadata, (TypeReferenceHandle)member.Parent))
                continue;
            var name = $"{NameOf(metadata, (TypeReferenceHandle)member.Parent)}::{metadata.GetString(member.Name)}";
            if (member.GetKind() == MemberReferenceKind.Method)
            {
                var signature = member.DecodeMethodSignature(new SignatureText(), null);
                name += $"({string.Join(", ", signature.ParameterTypes)})";
            }

            found.TryAdd(name, MetadataTokens.GetToken(handle));
        }

        return found;
    }

    private static bool IsMLNet(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var scope = metadata.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.TypeReference => IsMLNet(metadata, (TypeReferenceHandle)scope),
            HandleKind.AssemblyReference => metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)scope).Name).StartsWith("Microsoft.ML", StringComparison.Ordinal),
            _ => false,
        };
    }

    private static string NameOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        var name = metadata.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{NameOf(metadata, (TypeReferenceHandle)type.ResolutionScope)}+{name}"
            : $"{metadata.GetString(type.Namespace)}.{name}";
    }

    /// <summary>Signatures as text: enough to tell overloads apart.</summary>
    private sealed class SignatureText : ISignatureTypeProvider<string, object?>
    {
        public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{new string(',', shape.Rank - 1)}]";

        public string GetByReferenceType(string elementType) => $"{elementType}&";

        public string GetFunctionPointerType(MethodSignature<string> signature) => "function pointer";

        public string GetGenericInstantiation(string genericType, System.Collections.Immutable.ImmutableArray<string> typeArguments)
            => $"{genericType}<{string.Join(", ", typeArguments)}>";

        public string GetGenericMethodParameter(object? genericContext, int index) => $"!!{index}";

        public string GetGenericTypeParameter(object? genericContext, int index) => $"!{index}";

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

        public string GetPinnedType(string elementType) => elementType;

        public string GetPointerType(string elementType) => $"{elementType}*";

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

        public string GetSZArrayType(string elementType) => $"{elementType}[]";

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
            => reader.GetString(reader.GetTypeDefinition(handle).Name);

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
            => reader.GetString(reader.GetTypeReference(handle).Name);

        public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind)
            => reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);
    }
}
