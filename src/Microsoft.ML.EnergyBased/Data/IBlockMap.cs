namespace Microsoft.ML.EnergyBased.Data;

/// <summary>
/// What a transformer computes: from a block of rows of its inputs, a block of each active output. Cursor, cursor set
/// and row mapper are written once against it. Rows are independent: a row alone and a row in a block give the same bits.
/// </summary>
internal interface IBlockMap
{
    IReadOnlyList<InputColumn> Inputs { get; }

    IReadOnlyList<OutputColumn> Outputs { get; }

    /// <summary>
    /// Fills the active outputs. Where an input's row has values that are not finite it comes as zeros, and the outputs
    /// computed from it are marked afterwards.
    /// </summary>
    void Map(Block block);
}
