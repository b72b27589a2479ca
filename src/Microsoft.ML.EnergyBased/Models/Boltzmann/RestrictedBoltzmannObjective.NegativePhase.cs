using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.Boltzmann;

// The chains of the negative phase.
internal sealed unsafe partial class RestrictedBoltzmannObjective
{
    private int _chainsBegun;

    // Persistent chains begin at the first batch's rows, and again where the dice say so; fresh ones at every batch's.
    private void BeginChains()
    {
        var stream = new RandomStream(_options.RandomSeed, RandomPurpose.ContrastiveChains, _update);
        for (var chain = 0; chain < _negatives; chain++)
        {
            var begin = _options.Persistent is not { } persistent
                || chain >= _chainsBegun
                || (persistent.RefreshFraction > 0 && stream.Uniform(chain) < persistent.RefreshFraction);
            if (!begin)
                continue;
            RestrictedBoltzmannKernel.DrawBits(
                HiddenRows(chain % _rows, 1), new RandomStream(_options.RandomSeed, RandomPurpose.ContrastiveChains, _update, 1), (long)chain * Hidden,
                _hiddenScratch.Span(0, Hidden), _bits.AsSpan(chain * Hidden, Hidden));
        }
        _chainsBegun = _negatives;
    }

    // k sweeps of some chains, from their hidden bits.
    private void NegativePart(int part)
    {
        var start = part * _rowsPerPart;
        var length = Math.Min(_rowsPerPart, _negatives - start);
        var first = _rows + start;
        var bits = _bits.AsSpan(start * Hidden, length * Hidden);
        var visible = VisibleRows(first, length);
        var hidden = HiddenRows(first, length);
        var visibleScratch = _visibleScratch.Span((long)first * Visible, visible.Length);
        var hiddenScratch = _hiddenScratch.Span((long)first * Hidden, hidden.Length);
        var sweeps = _options.Phase.Steps;
        for (var sweep = 0; sweep < sweeps; sweep++)
        {
            _kernel.VisibleInputs(bits, length, visible);
            _kernel.DrawVisible(visible, new RandomStream(_options.RandomSeed, RandomPurpose.VisibleUnits, _update, (ulong)sweep), (long)start * Visible, visibleScratch);
            _units?.ClearConstant(visible);
            if (sweep == sweeps - 1)
            {
                Up(first, length);
            }
            else
            {
                _kernel.HiddenInputs(visible, length, hidden);
                RestrictedBoltzmannKernel.Sigmoid(hidden);
            }
            if (sweep < sweeps - 1 || _options.Persistent is not null)
                RestrictedBoltzmannKernel.DrawBits(hidden, new RandomStream(_options.RandomSeed, RandomPurpose.HiddenUnits, _update, (ulong)sweep), (long)start * Hidden, hiddenScratch, bits);
        }
    }
}
