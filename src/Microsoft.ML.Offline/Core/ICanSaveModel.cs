namespace Microsoft.ML;

/// <summary>What can be written to a model file.</summary>
public interface ICanSaveModel
{
    void Save(ModelSaveContext ctx);
}
