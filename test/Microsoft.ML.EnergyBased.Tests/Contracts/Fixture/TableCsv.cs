using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>Columns of Single in a .csv file, for other processes and for golden files. A vector is a column a slot, "Name[0]" first.</summary>
internal static class TableCsv
{
    internal static void Write(string path, Table table, IReadOnlyList<string> names)
    {
        var columns = names.Select(n => (table[n], Rows: Floats.Of(table[n]))).ToArray();
        var header = columns.SelectMany(c => c.Item1.Type is VectorDataViewType
            ? c.Rows[0].Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"{c.Item1.Name}[{i}]"))
            : [c.Item1.Name]);
        var rows = Enumerable.Range(0, table.Rows).Select(
            row => string.Join(',', columns.SelectMany(c => c.Rows[row]).Select(v => v.ToString("R", CultureInfo.InvariantCulture))));
        File.WriteAllLines(path, rows.Prepend(string.Join(',', header)));
    }

    internal static Table Read(string path)
    {
        var lines = File.ReadAllLines(path);
        var header = lines[0].Split(',');
        var values = lines.Skip(1).Select(l => l.Split(',').Select(v => float.Parse(v, CultureInfo.InvariantCulture)).ToArray()).ToArray();
        var columns = header.Select((name, index) => (Name: name.Split('[')[0], IsVector: name.EndsWith(']'), Index: index)).GroupBy(c => c.Name);
        return new Table(columns.Select(c => Floats.Column(c.Key, c.First().IsVector, values.Select(v => c.Select(s => v[s.Index]).ToArray()))));
    }

    /// <summary>Where each column stands: its name, first and last field, and whether it is a vector.</summary>
    internal static IEnumerable<(string Name, int First, int Last, bool IsVector)> Fields(Table table, IReadOnlyList<string> names)
    {
        var next = 0;
        foreach (var name in names)
        {
            var vector = table[name].Type as VectorDataViewType;
            var first = next;
            next += vector?.Size ?? 1;
            yield return (name, first, next - 1, vector is not null);
        }
    }
}
