using System.Runtime.InteropServices;
using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Completion;

/// <summary>Room for the columns of a completion; what is not wanted is empty.</summary>
internal ref struct CompletionPass
{
    public Span<float> Completed;
    public Span<float> Energies;
    public Span<float> Answers;
    public Span<float> AnswerEnergies;
    public Span<LatentSearch> Searches;

    /// <param name="numberOfAnswers">With one answer the columns of several are not there.</param>
    /// <param name="columns">How many are read; the last is completed.</param>
    /// <param name="size">Values in what is completed; 0 where that is not known yet.</param>
    internal static OutputSet<CompletionPass> DeclareOutputs(int numberOfAnswers, int columns = 1, int size = 0)
    {
        var completed = new Output<CompletionPass, float>(
            "Completed", name => OutputColumn.Vector(name, size, slotNamesFrom: columns - 1), (ref pass, values) => pass.Completed = values);
        var energy = new Output<CompletionPass, float>("Energy", OutputColumn.Single, (ref pass, values) => pass.Energies = values);
        var inference = new Output<CompletionPass, float>(
            "Inference", EnergyColumns.Search, (ref pass, values) => pass.Searches = MemoryMarshal.Cast<float, LatentSearch>(values));
        if (numberOfAnswers == 1)
            return new(completed, energy, inference);
        var answers = new Output<CompletionPass, float>(
            "Answers", name => OutputColumn.Vector(name, checked(numberOfAnswers * size)), (ref pass, values) => pass.Answers = values);
        var answerEnergies = new Output<CompletionPass, float>(
            "AnswerEnergies", name => OutputColumn.Vector(name, numberOfAnswers), (ref pass, values) => pass.AnswerEnergies = values);
        return new(completed, energy, answers, answerEnergies, inference);
    }
}
