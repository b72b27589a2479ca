using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.SparseCoding;

// Completion. F of a completed row is min_z over both parts; the unobserved part u costs nothing where y_u = (Wz)_u, so
// that the least F is the energy of the observed part alone, under atoms cut to it.
public sealed partial class SparseCodingEnergy
{
    private readonly WorkspacePool<Workspace> _completions = new(() => new Workspace());

    /// <summary>
    /// Completes one row: z* minimises ½‖y_o − W_o z‖² + λ‖z‖₁ over the observed coordinates o, and the others are those of
    /// Wz*. The problem is convex, so there is one answer.
    /// </summary>
    /// <param name="row">d values, of which NaN marks those that are unobserved; the others are finite.</param>
    /// <param name="answers">Receives the completed row, observed values to the bit; NaN past it.</param>
    /// <param name="energies">Receives F of the answer, the same bits as <see cref="Energy"/> of it; NaN past it.</param>
    /// <param name="search">Receives how the search for the code of what is observed went; its gap is the duality gap.</param>
    /// <returns>1; 0 where the row has an infinity, nothing is observed, or the search overflows.</returns>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public int Complete(ReadOnlySpan<float> row, Span<float> answers, Span<float> energies, out LatentSearch search)
    {
        SpanChecks.CheckLength(row.Length, 1, Dimension);
        SpanChecks.CheckLength(answers.Length, energies.Length, Dimension);
        answers.Fill(float.NaN);
        energies.Fill(float.NaN);
        search = LatentSearch.None;
        if (energies.IsEmpty || row.ContainsAny(float.PositiveInfinity, float.NegativeInfinity))
            return 0;

        var answer = answers[..Dimension];
        if (!VectorMath.HasNaN(row))
        {
            row.CopyTo(answer);
            search = LatentSearch.Exact;
        }
        else
        {
            var workspace = _completions.Take();
            var found = workspace.Fill(this, row, answer, out search);
            _completions.Return(workspace);
            if (!found)
                return 0;
        }

        Energy(answer, energies[..1]);
        if (float.IsFinite(energies[0]))
            return 1;
        search = LatentSearch.None;
        energies[0] = float.NaN;
        answer.Fill(float.NaN);
        return 0;
    }

    /// <summary>The dictionary cut to what is observed, and a search on it.</summary>
    private sealed class Workspace
    {
        private readonly SparseDictionary _observed = new();
        private readonly SparseSearch _search = new();
        private float[] _atoms = [];
        private float[] _row = [];
        private int[] _places = [];

        public bool Fill(SparseCodingEnergy energy, ReadOnlySpan<float> row, Span<float> answer, out LatentSearch search)
        {
            search = LatentSearch.None;
            var dimension = energy.Dimension;
            if (_row.Length == 0)
            {
                _row = new float[dimension];
                _places = new int[dimension];
                _atoms = new float[energy._atoms.Length];
            }

            var observed = 0;
            for (var j = 0; j < dimension; j++)
            {
                if (float.IsNaN(row[j]))
                    continue;
                _places[observed] = j;
                _row[observed++] = row[j];
            }
            if (observed == 0)
                return false;
            for (var k = 0; k < energy.NumberOfAtoms; k++)
            {
                ReadOnlySpan<float> atom = energy._atoms.AsSpan(k * dimension, dimension);
                var cut = _atoms.AsSpan(k * observed, observed);
                for (var i = 0; i < observed; i++)
                    cut[i] = atom[_places[i]];
            }

            _observed.Update(_atoms.AsSpan(0, energy.NumberOfAtoms * observed), energy.NumberOfAtoms, observed, energy.Algorithm);
            ReadOnlySpan<float> values = _row.AsSpan(0, observed);
            if (!_search.Run(values, _search.Begin(_observed, energy.Inference, values)))
                return false;

            search = new LatentSearch(_search.Iterations, (float)_search.Gap, _search.Converged);
            var code = _search.Code;
            for (var j = 0; j < dimension; j++)
            {
                double sum = row[j];
                if (double.IsNaN(sum))
                {
                    sum = 0;
                    for (var k = 0; k < code.Length; k++)
                        sum += code[k] == 0 ? 0 : (double)code[k] * energy._atoms[(k * dimension) + j];
                }
                answer[j] = (float)sum;
            }
            return true;
        }
    }
}
