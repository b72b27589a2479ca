using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Publicizer;

/// <summary>Rewrites visibility bits in the metadata tables of an assembly image, in place: no row moves and no size changes.</summary>
internal static class ReferenceImage
{
    // Where the flags stand in a row (ECMA-335 II.22.15, 22.26, 22.37); a method's follow its RVA and implementation flags.
    private const int TypeFlags = 0;
    private const int FieldFlags = 0;
    private const int MethodFlags = 6;

    /// <summary>
    /// Makes the wanted types public (all internal ones where <paramref name="wanted"/> is null), and those of their members that
    /// are internal. Returns the names that were found.
    /// </summary>
    /// <remarks>
    /// Private members stay private: the field behind an event carries the event's name. "Protected internal" stays as well,
    /// since for another assembly it is protected already, and an override has to repeat the accessibility it sees.
    /// </remarks>
    public static List<string> Open(byte[] image, IReadOnlySet<string>? wanted)
    {
        using var portable = new PEReader([.. image]);
        var metadata = portable.GetMetadataReader();
        var start = portable.PEHeaders.MetadataStartOffset;
        var found = new List<string>();

        foreach (var handle in metadata.TypeDefinitions)
        {
            var type = metadata.GetTypeDefinition(handle);
            var name = FullName(metadata, type);
            if (wanted is not null && !wanted.Contains(name))
                continue;
            found.Add(name);

            // Asked for all types, private nested ones stay private: what the compiler generates is among them.
            if (wanted is not null || (type.Attributes & TypeAttributes.VisibilityMask) is TypeAttributes.NotPublic or TypeAttributes.NestedAssembly)
            {
                var visibility = type.IsNested ? TypeAttributes.NestedPublic : TypeAttributes.Public;
                WriteUInt32(handle, TypeFlags, (uint)((type.Attributes & ~TypeAttributes.VisibilityMask) | visibility));
            }

            foreach (var field in type.GetFields())
            {
                var flags = metadata.GetFieldDefinition(field).Attributes;
                if ((flags & FieldAttributes.FieldAccessMask) == FieldAttributes.Assembly)
                    WriteUInt16(field, FieldFlags, (ushort)((flags & ~FieldAttributes.FieldAccessMask) | FieldAttributes.Public));
            }

            foreach (var method in type.GetMethods())
            {
                var flags = metadata.GetMethodDefinition(method).Attributes;
                if ((flags & MethodAttributes.MemberAccessMask) == MethodAttributes.Assembly)
                    WriteUInt16(method, MethodFlags, (ushort)((flags & ~MethodAttributes.MemberAccessMask) | MethodAttributes.Public));
            }
        }

        return found;

        Span<byte> At(EntityHandle handle, int offset)
        {
            MetadataTokens.TryGetTableIndex(handle.Kind, out var table);
            var row = start + metadata.GetTableMetadataOffset(table) + (MetadataTokens.GetRowNumber(handle) - 1) * metadata.GetTableRowSize(table);
            return image.AsSpan(row + offset);
        }

        void WriteUInt32(EntityHandle handle, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(At(handle, offset), value);
        void WriteUInt16(EntityHandle handle, int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(At(handle, offset), value);
    }

    private static string FullName(MetadataReader metadata, TypeDefinition type)
    {
        var name = metadata.GetString(type.Name);
        if (type.IsNested)
            return FullName(metadata, metadata.GetTypeDefinition(type.GetDeclaringType())) + "." + name;
        return metadata.GetString(type.Namespace) is { Length: > 0 } space ? space + "." + name : name;
    }
}
