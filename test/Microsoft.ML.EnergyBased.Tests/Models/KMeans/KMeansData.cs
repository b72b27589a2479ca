using System.Globalization;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.KMeans;

/// <summary>The data sets as plain numbers: all columns but the last.</summary>
internal static class KMeansData
{
    public static (float[] Rows, int Count, int Dimension) Load(string file, bool standardised)
    {
        var lines = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "data", file)).Skip(1).Select(line => line.Split(',')).ToArray();
        var dimension = lines[0].Length - 1;
        var values = lines.SelectMany(line => line.Take(dimension)).Select(x => double.Parse(x, CultureInfo.InvariantCulture)).ToArray();
        if (standardised)
        {
            for (var j = 0; j < dimension; j++)
            {
                var mean = lines.Select((_, i) => values[(i * dimension) + j]).Average();
                var deviation = Math.Sqrt(lines.Select((_, i) => Math.Pow(values[(i * dimension) + j] - mean, 2)).Average());
                for (var i = 0; i < lines.Length; i++)
                    values[(i * dimension) + j] = deviation == 0 ? 0 : (values[(i * dimension) + j] - mean) / deviation;
            }
        }
        return (values.Select(x => (float)x).ToArray(), lines.Length, dimension);
    }
}
