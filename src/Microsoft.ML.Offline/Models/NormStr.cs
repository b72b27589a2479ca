namespace Microsoft.ML.Internal.Utilities;

/// <summary>Strings that are kept once.</summary>
internal static class NormStr
{
    /// <summary>The strings of one model, in the order in which they were first used.</summary>
    public sealed class Pool
    {
        private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
        private readonly List<string> _strings = [];

        public int Count => _strings.Count;

        public string this[int id] => _strings[id];

        public int Add(string value)
        {
            if (_ids.TryGetValue(value, out var id))
                return id;

            id = _strings.Count;
            _ids.Add(value, id);
            _strings.Add(value);
            return id;
        }
    }
}
