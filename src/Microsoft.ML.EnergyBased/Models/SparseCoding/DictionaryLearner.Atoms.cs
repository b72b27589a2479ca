using System.Runtime.Intrinsics;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.SparseCoding;

// The atoms follow the statistics, one after the other.
internal sealed unsafe partial class DictionaryLearner
{
    private void UpdateAtoms()
    {
        fixed (float* atoms = _atoms, squares = _squares, products = _products, target = _target)
        {
            for (var k = 0; k < _count; k++)
            {
                _options.CancellationToken.ThrowIfCancellationRequested();
                var own = squares + ((nint)k * _count);
                // An atom that no row has used stays where it is.
                if (!float.IsNormal(own[k]))
                    continue;
                var product = products + ((nint)k * _dimension);
                if (Vector512.IsHardwareAccelerated)
                    Rest<Simd512, Vector512<float>>(own, atoms, product, target, _count, _dimension);
                else if (Vector256.IsHardwareAccelerated)
                    Rest<Simd256, Vector256<float>>(own, atoms, product, target, _count, _dimension);
                else
                    Rest<Simd128, Vector128<float>>(own, atoms, product, target, _count, _dimension);

                var atom = atoms + ((nint)k * _dimension);
                for (var j = 0; j < _dimension; j++)
                    target[j] = atom[j] + (target[j] / own[k]);
                DictionaryStart.Project(_target, shorten: true);
                _target.CopyTo(_atoms.AsSpan(k * _dimension));
            }
        }
    }

    /// <summary>target = product − Σ_k weight_k · atom_k, four registers of columns at a time.</summary>
    internal static void Rest<TSimd, TVector>(float* weights, float* atoms, float* product, float* target, int count, int dimension)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var lanes = TSimd.Lanes;
        var j = 0;
        for (; j <= dimension - (4 * lanes); j += 4 * lanes)
        {
            TVector s0 = TSimd.Load(product + j), s1 = TSimd.Load(product + j + lanes);
            TVector s2 = TSimd.Load(product + j + (2 * lanes)), s3 = TSimd.Load(product + j + (3 * lanes));
            var atom = atoms + j;
            for (var k = 0; k < count; k++, atom += dimension)
            {
                var weight = TSimd.Broadcast(-weights[k]);
                s0 = TSimd.MultiplyAdd(weight, TSimd.Load(atom), s0);
                s1 = TSimd.MultiplyAdd(weight, TSimd.Load(atom + lanes), s1);
                s2 = TSimd.MultiplyAdd(weight, TSimd.Load(atom + (2 * lanes)), s2);
                s3 = TSimd.MultiplyAdd(weight, TSimd.Load(atom + (3 * lanes)), s3);
            }
            TSimd.Store(s0, target + j);
            TSimd.Store(s1, target + j + lanes);
            TSimd.Store(s2, target + j + (2 * lanes));
            TSimd.Store(s3, target + j + (3 * lanes));
        }
        for (; j <= dimension - lanes; j += lanes)
        {
            var sum = TSimd.Load(product + j);
            var atom = atoms + j;
            for (var k = 0; k < count; k++, atom += dimension)
                sum = TSimd.MultiplyAdd(TSimd.Broadcast(-weights[k]), TSimd.Load(atom), sum);
            TSimd.Store(sum, target + j);
        }
        for (; j < dimension; j++)
        {
            var sum = product[j];
            for (var k = 0; k < count; k++)
                sum -= weights[k] * atoms[((nint)k * dimension) + j];
            target[j] = sum;
        }
    }
}
