using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Completion;
using Microsoft.ML.EnergyBased.Models.Classifier;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Components;

/// <summary>Options that ask for more than an array holds are named, whatever arithmetic they break.</summary>
public sealed class RoomTests
{
    private readonly MLContext _ml = new(seed: 1);

    public static TheoryData<string, string, string> Sizes => new()
    {
        { "autoencoder", "HiddenUnits = [2147483647]", "4 features" },
        { "autoencoder of two layers", "HiddenUnits = [50000, 50000]", "4 features" },
        { "classifier", "HiddenUnits = [2147483647]", "3 classes" },
        { "classes", "HiddenUnits = [64]", "2147483647 classes" },
        { "codes", "LatentSize = 2147483647", "4 features" },
        { "machine", "2147483647", "4 features" },
        { "network", "2147483647", "4 features" },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void AMessageNamesTheOptionAndTheData(string what, string option, string data)
    {
        var e = FluentActions.Invoking(() => Create(what).Fit(Data(what == "classes" ? int.MaxValue : 3)))
            .Should().ThrowExactly<InvalidOperationException>().Which;
        e.Message.Should().Contain(option);
        e.Message.Should().Contain(data);
        e.Message.Should().Contain("no room");
    }

    [Theory]
    [InlineData("atoms", "NumberOfAtoms")]
    [InlineData("statistics of atoms", "NumberOfAtoms")]
    [InlineData("conditional", "InferenceStarts")]
    public void WhatASearchCannotHoldIsRefusedBeforeARowIsTrainedOn(string what, string option)
        => FluentActions.Invoking(() => Create(what).Fit(Data(3))).Should().ThrowExactly<ArgumentOutOfRangeException>().Which.ParamName.Should().Be(option);

    [Theory]
    [InlineData(nameof(CompletionEstimator.Options.NumberOfAnswers))]
    [InlineData(nameof(CompletionEstimator.Options.InferenceStarts))]
    public void ACompletionHasAtMost4096AnswersAndStarts(string option)
    {
        var model = _ml.EnergyBased().KMeans(numberOfPrototypes: 2).Fit(Data(3));
        var options = new CompletionEstimator.Options { Method = CompletionMethod.GradientDescent };
        typeof(CompletionEstimator.Options).GetProperty(option)!.SetValue(options, 4097);
        FluentActions.Invoking(() => _ml.EnergyBased().Completion(model, options))
            .Should().ThrowExactly<ArgumentOutOfRangeException>().Which.Message.Should().Contain(option);
    }

    private IEstimator<ITransformer> Create(string what)
    {
        var models = _ml.EnergyBased();
        return what switch
        {
            "autoencoder" => models.DenoisingAutoencoder(new DenoisingAutoencoderEstimator.Options { HiddenUnits = [int.MaxValue] }),
            "autoencoder of two layers" => models.DenoisingAutoencoder(new DenoisingAutoencoderEstimator.Options { HiddenUnits = [50_000, 50_000] }),
            "classifier" => models.EnergyClassifier(new EnergyClassifierTrainer.Options { HiddenUnits = [int.MaxValue] }),
            "classes" => models.EnergyClassifier(new EnergyClassifierTrainer.Options { HiddenUnits = [64] }),
            "codes" => models.LatentOptimization(new LatentOptimizationEstimator.Options { LatentSize = int.MaxValue }),
            "atoms" => models.SparseCoding(new SparseCodingEstimator.Options { NumberOfAtoms = 100_000_000 }),
            "statistics of atoms" => models.SparseCoding(new SparseCodingEstimator.Options { NumberOfAtoms = 70_000 }),
            "machine" => models.ContrastiveDivergence(new ContrastiveDivergenceTrainer.Options { Model = ContrastiveModel.RestrictedBoltzmann(int.MaxValue) }),
            "network" => models.ContrastiveDivergence(new ContrastiveDivergenceTrainer.Options { Model = ContrastiveModel.EnergyNetwork([int.MaxValue]) }),
            "conditional" => models.ConditionalLatent(new ConditionalLatentEstimator.Options { HiddenUnits = [int.MaxValue] }),
            _ => throw new ArgumentOutOfRangeException(nameof(what)),
        };
    }

    private IDataView Data(int classes)
    {
        var definition = SchemaDefinition.Create(typeof(Row));
        definition["Label"].ColumnType = new KeyDataViewType(typeof(uint), classes);
        return _ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, 12).Select(i => new Row { Features = [i % 2, 0.5f, i / 12f, 1], Context = [i / 12f], Label = (uint)(1 + (i % 3)) }).ToArray(), definition);
    }

    private sealed class Row
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];

        [VectorType(1)]
        public float[] Context { get; set; } = [];

        public uint Label { get; set; }
    }
}
