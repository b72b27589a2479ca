namespace Microsoft.ML.Offline.Tests.Api;

/// <summary>A list of types and members, one a line: the lines of each type by the type's name.</summary>
internal sealed class ApiList
{
    private const string TypePrefix = "type ";

    private readonly Dictionary<string, (string Header, HashSet<string> Members)> _types = [];

    private ApiList(TextReader reader)
    {
        HashSet<string>? members = null;
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith(TypePrefix, StringComparison.Ordinal))
            {
                var header = line[TypePrefix.Length..];
                members = [];
                _types.Add(NameOf(header), (header, members));
            }
            else if (line.StartsWith("  ", StringComparison.Ordinal))
            {
                members!.Add(line[2..]);
            }
        }
    }

    public static ApiList Load(string resourceName)
    {
        using var stream = typeof(ApiList).Assembly.GetManifestResourceStream(resourceName)!;
        using var reader = new StreamReader(stream);
        return new ApiList(reader);
    }

    public bool Contains(string typeHeader) => _types.ContainsKey(NameOf(typeHeader));

    /// <summary>The lines of one of our types that the list does not have.</summary>
    public IEnumerable<string> Missing(string header, IEnumerable<string> members)
    {
        if (!_types.TryGetValue(NameOf(header), out var listed))
            return [$"type {header}"];

        var missing = members.Where(m => !listed.Members.Contains(m)).Select(m => $"type {NameOf(header)}: {m}");
        return header == listed.Header ? missing : missing.Prepend($"type {header}{Environment.NewLine}   is {listed.Header}");
    }

    // The name is what stands behind the kind of type; for a delegate, behind the type it returns.
    private static string NameOf(string header)
    {
        var words = header.Replace("<in ", "<").Replace("<out ", "<").Replace(", in ", ", ").Replace(", out ", ", ").Split(' ');
        var kind = Array.FindIndex(words, w => w is "class" or "struct" or "interface" or "enum" or "delegate");
        var rest = string.Join(' ', words[(kind + (words[kind] == "delegate" ? 2 : 1))..]);
        var depth = 0;
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] == '<')
                depth++;
            else if (rest[i] == '>')
                depth--;
            else if (depth == 0 && rest[i] is ' ' or '(')
                return rest[..i];
        }

        return rest;
    }
}
