using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StableSpamCompose.Arrays;

namespace StableSpamCompose.Bench.Models;

/// <summary>The parameters and gradients of a model, filled with plausible numbers; all optimizers under test share them.</summary>
internal sealed unsafe class ModelMemory : IDisposable
{
    private const int Alignment = 64;

    private const float ValueDeviation = 0.02f;
    private const float GradientDeviation = 1e-3f;
    private const long ElementsOfSpike = 1_000_000;

    private readonly Random _random = new(1);
    private readonly ModelShape _model;
    private readonly StorageChoice _storage;
    private readonly void*[] _values;
    private readonly void*[] _gradients;

    /// <param name="model">The tensors.</param>
    /// <param name="storage">How they lie in memory.</param>
    public ModelMemory(ModelShape model, StorageChoice storage)
    {
        (_model, _storage) = (model, storage);
        _values = new void*[model.Tensors.Count];
        _gradients = new void*[model.Tensors.Count];
        for (int i = 0; i < _values.Length; i++)
        {
            long length = ModelShape.Length(model.Tensors[i]);
            _values[i] = Fill(length, ValueDeviation);
            _gradients[i] = Fill(length, GradientDeviation);
        }
    }

    /// <summary>The tensors as an optimizer takes them.</summary>
    public ArrayParameter[] Parameters() =>
    [
        .. Enumerable.Range(0, _values.Length).Select(i => ArrayParameter.FromNative(
            $"tensor{i}", _values[i], _gradients[i], _storage.Type, _model.Tensors[i])),
    ];

    /// <summary>
    /// Gives the gradient other spikes, as it has from step to step in training: optimizers that look at its largest component
    /// would otherwise have an easy time.
    /// </summary>
    public void MoveSpikes()
    {
        for (int i = 0; i < _gradients.Length; i++)
        {
            long length = ModelShape.Length(_model.Tensors[i]);
            for (long spike = 0; spike <= length / ElementsOfSpike; spike++)
                Store(_gradients[i], _random.NextInt64(length), GradientDeviation * (3 + (3 * _random.NextSingle())));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (void* array in _values)
            NativeMemory.AlignedFree(array);
        foreach (void* array in _gradients)
            NativeMemory.AlignedFree(array);
    }

    /// <summary>Numbers of a bell curve: the sum of four uniform ones comes close enough, and is quick.</summary>
    private void* Fill(long length, float deviation)
    {
        void* array = NativeMemory.AlignedAlloc((nuint)(length * _storage.Size), Alignment);
        ulong bits = (ulong)_random.NextInt64();
        for (long i = 0; i < length; i++)
        {
            // A 64-bit linear congruential generator (Knuth, MMIX).
            bits = (bits * 6364136223846793005) + 1442695040888963407;
            float sum = (ushort)(bits >> 48) + (ushort)(bits >> 32) + (ushort)(bits >> 40) + (ushort)(bits >> 24);
            Store(array, i, deviation * ((sum / 37_837) - 3.464f));
        }
        return array;
    }

    private void Store(void* array, long index, float value)
    {
        switch (_storage.Type)
        {
            case ElementType.Float32: ((float*)array)[index] = value; break;
            case ElementType.Float16: ((Half*)array)[index] = (Half)value; break;
            default: ((ushort*)array)[index] = (ushort)(Unsafe.BitCast<float, uint>(value) >> 16); break;
        }
    }
}
