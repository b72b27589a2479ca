using System.Globalization;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Microsoft.ML.EnergyBased.Benchmarks;

/// <summary>Adds the 99th percentile, which BenchmarkDotNet has no column for.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class Percentile99ColumnAttribute() : ColumnConfigBaseAttribute(new Percentile99Column());

/// <inheritdoc/>
internal sealed class Percentile99Column : IColumn
{
    public string Id => nameof(Percentile99Column);

    public string ColumnName => "P99";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Statistics;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Time;

    public string Legend => "99th percentile in nanoseconds";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, SummaryStyle.Default);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
        => summary[benchmarkCase]?.ResultStatistics is { } statistics
            ? statistics.Percentiles.Percentile(99).ToString("F1", CultureInfo.InvariantCulture) + " ns"
            : "NA";

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public bool IsAvailable(Summary summary) => true;
}
