namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>An energy that has one answer to what a row leaves unobserved, in closed form.</summary>
internal interface IClosedFormCompletion : IEnergy
{
    /// <summary>Writes the values of a row that are not observed.</summary>
    /// <param name="row">The row, NaN where it is unobserved.</param>
    /// <param name="answer">The row again; receives the rest.</param>
    void Fill(ReadOnlySpan<float> row, Span<float> answer);
}

/// <summary>What <see cref="ICompletingEnergy"/> wants of such energies.</summary>
internal static class ClosedFormCompletion
{
    /// <summary>Completes one row, as <see cref="ICompletingEnergy.Complete"/> says.</summary>
    public static int Complete<T>(T energy, ReadOnlySpan<float> row, Span<float> answers, Span<float> energies, out LatentSearch search)
        where T : IClosedFormCompletion
    {
        SpanChecks.CheckLength(row.Length, 1, energy.Dimension);
        SpanChecks.CheckLength(answers.Length, energies.Length, energy.Dimension);
        answers.Fill(float.NaN);
        energies.Fill(float.NaN);
        search = LatentSearch.None;
        if (!PartialRow.IsUsable(row))
            return 0;
        search = LatentSearch.Exact;
        if (energies.IsEmpty)
            return 1;

        var answer = answers[..energy.Dimension];
        row.CopyTo(answer);
        if (row.Contains(float.NaN))
            energy.Fill(row, answer);
        energy.Energy(answer, energies[..1]);
        return 1;
    }
}
