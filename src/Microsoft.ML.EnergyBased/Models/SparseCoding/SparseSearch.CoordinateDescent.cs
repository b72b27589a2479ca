using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.SparseCoding;

// Coordinate descent on the Gram matrix. A step on coordinate k sets z_k to the minimum over it,
// z_k = soft(w_kᵀr + ‖w_k‖²z_k, λ)/‖w_k‖², and takes its change off the correlations: Wᵀr loses (z_k' − z_k)·WᵀW e_k.
// The coordinate that moves most goes first. A round steps over all coordinates until moves are small, then over those
// that are active, on the part of the Gram matrix that is theirs, where a step costs as many operations as there are of
// them; the next round asks for smaller moves. Where atoms lean on each other so much that moves of one undo those of
// another, the systems of the active atoms are solved instead.
internal sealed unsafe partial class SparseSearch
{
    private const int MostRounds = 100;

    // Passes over the atoms after which a descent that has not ended is one of atoms that lean on each other.
    private const int MostPasses = 50;

    private const int StepsBetweenLooks = 1024;

    // Where more are active, their own Gram matrix is not worth its room.
    private const int MostActive = 512;

    // What a coordinate may still want to move by when it stands at its minimum, relative to the largest coordinate.
    private const float Rounding = 4e-7f;

    // The moves that end the first round, as a share of λ, and how much smaller those of each further round are.
    private const float Coarse = 0.2f;
    private const float Refinement = 0.25f;

    // The active coordinates' own Gram matrix and vectors.
    private float[] _active = [];
    private int[] _places = [];

    private void Descend(ReadOnlySpan<float> row, double allowed)
    {
        var most = Math.Min(MostActive, _dictionary.Count);
        var room = Padded(most);
        if (_places.Length < most)
        {
            _places = new int[most];
            _active = new float[(most + 4) * room];
        }
        fixed (float* gram = _dictionary.Gram, correlations = Correlations, code = PaddedCode, norms = _dictionary.Norms, inverse = _dictionary.InverseNorms)
        {
            fixed (float* active = _active)
                Descend(row, allowed, new Coordinates(gram, correlations, code, norms, inverse, _dictionary.Count, _width), active, most);
        }
    }

    private void Descend(ReadOnlySpan<float> row, double allowed, in Coordinates all, float* room, int most)
    {
        var passes = Math.Min(_inference.MaximumIterations, MostPasses);
        var limit = (long)passes * _dictionary.Count;
        long steps = 0;
        long certified = 0;
        var share = 0.5;
        var coarse = Coarse * _inference.Sparsity;
        for (var round = 0; round < MostRounds; round++)
        {
            steps = Step(all, coarse, share, allowed, steps, limit, out var isFine);
            if (isFine || steps >= limit || round == MostRounds - 1)
            {
                Certify(row);
                if (!(Gap > allowed) || steps >= limit || steps == certified)
                    break;
                // The correlations are fresh now; what they ask for is done more finely.
                certified = steps;
                share *= 0.25;
                continue;
            }

            coarse *= Refinement;
            var count = ListActive();
            if (count == 0 || count > most)
                continue;
            var active = Gather(all, count, room);
            steps = Step(active, coarse, share, allowed, steps, limit, out _);
            Scatter(all, active);
        }
        Iterations = (int)Math.Min(steps, int.MaxValue);
        if (Gap > allowed && passes < _inference.MaximumIterations)
            Solve(row, allowed, _inference.MaximumIterations - passes);
    }

    /// <summary>
    /// Moves the coordinate that moves most, until none moves by more than <paramref name="coarse"/>, or than makes up
    /// a share of the allowed gap.
    /// </summary>
    private long Step(in Coordinates over, float coarse, double share, double allowed, long steps, long limit, out bool isFine)
    {
        var values = new ReadOnlySpan<float>(over.Code, over.Width);
        var largest = Math.Abs(TensorPrimitives.MaxMagnitude(values));
        double length = TensorPrimitives.SumOfMagnitudes(values);
        // Violations of v add at most 2v‖z‖₁ + ½(v/λ)²‖y‖² to the gap.
        var least = _inference.Sparsity * Math.Sqrt(share * _inference.Tolerance);
        var lower = _inference.NonNegative ? float.NegativeInfinity : -_inference.Sparsity;

        var next = Apply(over, over.Gram, 0, out var move);
        while (true)
        {
            if (steps % StepsBetweenLooks == 0)
                _cancellation.ThrowIfCancellationRequested();
            isFine = !(move > Math.Max(Rounding * largest, Math.Min(least, share * allowed / (2 * length))));
            if (isFine || move <= coarse || steps >= limit)
                return steps;
            // A coordinate that only fills a register up never wants to move.
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)next, (uint)over.Count);
            var before = over.Code[next];
            var target = over.Correlations[next] + (over.Norms[next] * before);
            var after = (target - Math.Max(Math.Min(target, _inference.Sparsity), lower)) * over.InverseNorms[next];
            over.Code[next] = after;
            length += Math.Abs(after) - (double)Math.Abs(before);
            largest = Math.Max(largest, Math.Abs(after));
            steps++;
            next = Apply(over, over.Gram + ((nint)next * over.Width), after - before, out move);
        }
    }

    /// <summary>Lists the coordinates that are not 0, as far as there is room; gives how many there are.</summary>
    private int ListActive()
    {
        var count = 0;
        var code = Code;
        for (var k = 0; k < code.Length; k++)
        {
            if (code[k] == 0)
                continue;
            if (count < _places.Length)
                _places[count] = k;
            count++;
        }
        return count;
    }

    /// <summary>The problem of the listed coordinates alone.</summary>
    private Coordinates Gather(in Coordinates all, int count, float* room)
    {
        var width = Padded(count);
        var rest = room + ((nint)count * width);
        var active = new Coordinates(room, rest, rest + width, rest + (2 * width), rest + (3 * width), count, width);
        new Span<float>(rest, 4 * width).Clear();
        for (var i = 0; i < count; i++)
        {
            var place = _places[i];
            active.Correlations[i] = all.Correlations[place];
            active.Code[i] = all.Code[place];
            active.Norms[i] = all.Norms[place];
            active.InverseNorms[i] = all.InverseNorms[place];
            var gram = active.Gram + ((nint)i * width);
            var source = all.Gram + ((nint)place * all.Width);
            for (var j = 0; j < count; j++)
                gram[j] = source[_places[j]];
            new Span<float>(gram + count, width - count).Clear();
        }
        return active;
    }

    /// <summary>Brings the codes of the listed coordinates back among all, and the correlations up to them.</summary>
    private void Scatter(in Coordinates all, in Coordinates active)
    {
        var correlations = new Span<float>(all.Correlations, all.Width);
        for (var i = 0; i < active.Count; i++)
        {
            var place = _places[i];
            var change = active.Code[i] - all.Code[place];
            if (change == 0)
                continue;
            all.Code[place] = active.Code[i];
            TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(all.Gram + ((nint)place * all.Width), all.Width), -change, correlations, correlations);
        }
    }

    // Whole registers of any width.
    private static int Padded(int count) => (count + 15) & ~15;

    /// <summary>Takes a change of one coordinate off the correlations, and finds the coordinate that would move most, and how far.</summary>
    private int Apply(in Coordinates over, float* gram, float change, out float move)
    {
        if (Vector512.IsHardwareAccelerated)
            return Apply<Simd512, Vector512<float>>(over, gram, change, _inference.Sparsity, _inference.NonNegative, out move);
        if (Vector256.IsHardwareAccelerated)
            return Apply<Simd256, Vector256<float>>(over, gram, change, _inference.Sparsity, _inference.NonNegative, out move);
        return Apply<Simd128, Vector128<float>>(over, gram, change, _inference.Sparsity, _inference.NonNegative, out move);
    }

    internal static int Apply<TSimd, TVector>(in Coordinates over, float* gram, float change, float sparsity, bool nonNegative, out float move)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var correlations = over.Correlations;
        var code = over.Code;
        var norms = over.Norms;
        var inverse = over.InverseNorms;
        var width = over.Width;
        var lost = TSimd.Broadcast(-change);
        var upper = TSimd.Broadcast(sparsity);
        var lower = TSimd.Broadcast(nonNegative ? float.NegativeInfinity : -sparsity);
        var best = TSimd.Zero;
        var bestPlace = TSimd.Zero;
        // Registers are counted in Single, which is exact up to 2²⁴ of them.
        var place = TSimd.Zero;
        var one = TSimd.Broadcast(1);
        for (var k = 0; k < width; k += TSimd.Lanes)
        {
            var correlation = TSimd.MultiplyAdd(lost, TSimd.Load(gram + k), TSimd.Load(correlations + k));
            TSimd.Store(correlation, correlations + k);
            var value = TSimd.Load(code + k);
            var target = TSimd.MultiplyAdd(TSimd.Load(norms + k), value, correlation);
            var shrunk = TSimd.Subtract(target, TSimd.Max(TSimd.Min(target, upper), lower));
            var step = TSimd.MultiplyAdd(shrunk, TSimd.Load(inverse + k), TSimd.Subtract(TSimd.Zero, value));
            // −|step|: the least of them is the greatest move.
            var size = TSimd.Min(step, TSimd.Subtract(TSimd.Zero, step));
            bestPlace = TSimd.SelectGreater(best, size, place, bestPlace);
            best = TSimd.Min(best, size);
            place = TSimd.MultiplyAdd(one, one, place);
        }

        var least = TSimd.Least(best);
        move = -least;
        var places = stackalloc float[TSimd.Lanes];
        TSimd.Store(bestPlace, places);
        // NaN, of correlations that overflowed, is at most nothing; then the move is NaN, and no step is made.
        var lane = BitOperations.TrailingZeroCount(TSimd.AtMost(best, TSimd.Broadcast(least))) & (TSimd.Lanes - 1);
        return ((int)places[lane] * TSimd.Lanes) + lane;
    }

    /// <summary>The coordinates that a descent goes over, all or some: their Gram matrix, Wᵀr, z, ‖w‖² and 1/‖w‖².</summary>
    internal readonly struct Coordinates(float* gram, float* correlations, float* code, float* norms, float* inverseNorms, int count, int width)
    {
        public readonly float* Gram = gram;
        public readonly float* Correlations = correlations;
        public readonly float* Code = code;
        public readonly float* Norms = norms;
        public readonly float* InverseNorms = inverseNorms;
        public readonly int Count = count;

        /// <summary><see cref="Count"/> rounded up to whole registers: what stands behind is 0.</summary>
        public readonly int Width = width;
    }
}
