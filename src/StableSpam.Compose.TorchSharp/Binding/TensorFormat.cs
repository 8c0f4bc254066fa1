using StableSpamCompose.Execution;
using StableSpamCompose.Storage;
using static TorchSharp.torch;

namespace StableSpamCompose.Torch;

/// <summary>An element type of tensors with the storage that belongs to it. A gradient is of its parameter's type.</summary>
internal abstract class TensorFormat
{
    private static readonly TensorFormat[] All =
    [
        new Stored<Float32>(ScalarType.Float32),
        new Stored<BFloat16>(ScalarType.BFloat16),
        new Stored<Float16>(ScalarType.Float16),
    ];

    private TensorFormat(ScalarType type) => Type = type;

    /// <summary>The element type.</summary>
    public ScalarType Type { get; }

    /// <summary>Bytes of an element.</summary>
    public abstract int Size { get; }

    /// <summary>The format of <paramref name="type"/>; null where parameters cannot be of it.</summary>
    public static TensorFormat? Of(ScalarType type) => Array.Find(All, format => format.Type == type);

    /// <summary>Adds a parameter of this format.</summary>
    public abstract StepParameter AddParameter(StepEngine engine, StepGroup group, TensorShape shape);

    /// <summary>Has the gradient of a parameter climbed, or descended.</summary>
    public abstract void SetMaximize(StepEngine engine, StepParameter parameter, bool maximize);

    private sealed class Stored<TStorage>(ScalarType type) : TensorFormat(type)
        where TStorage : struct, IStorage
    {
        public override int Size => TStorage.Size;

        public override StepParameter AddParameter(StepEngine engine, StepGroup group, TensorShape shape) =>
            engine.AddParameter<TStorage, TStorage>(group, shape);

        public override void SetMaximize(StepEngine engine, StepParameter parameter, bool maximize)
        {
            if (maximize)
                engine.UseStorage<TStorage, Negated<TStorage>>(parameter);
            else
                engine.UseStorage<TStorage, TStorage>(parameter);
        }
    }
}
