using System.Runtime.CompilerServices;
using StableSpamCompose.Execution;
using StableSpamCompose.Storage;

namespace StableSpamCompose.Arrays;

/// <summary>An element type of parameters and gradients with the storage that belongs to it.</summary>
internal abstract unsafe class ElementFormat
{
    private static readonly ElementFormat[] All =
    [
        new Stored<Float32>(ElementType.Float32, "float"),
        new Stored<BFloat16>(ElementType.BFloat16, "ushort"),
        new Stored<Float16>(ElementType.Float16, "Half"),
    ];

    private ElementFormat(ElementType type, string memoryType)
    {
        Type = type;
        MemoryType = memoryType;
    }

    /// <summary>The element type.</summary>
    public ElementType Type { get; }

    /// <summary>What memory of it is in C#.</summary>
    public string MemoryType { get; }

    /// <summary>Bytes that an element takes.</summary>
    public abstract int Size { get; }

    /// <summary>The format of <paramref name="type"/>; null where parameters and gradients cannot be of it.</summary>
    public static ElementFormat? Of(ElementType type) => Array.Find(All, format => format.Type == type);

    /// <summary>Whether memory of <typeparamref name="T"/> can hold it: of its size, and not numbers of another type.</summary>
    public bool IsHeldBy<T>()
        where T : unmanaged =>
        Unsafe.SizeOf<T>() == Size && (typeof(T) != typeof(Half) || Type == ElementType.Float16);

    /// <summary>Copies elements to fp32, which has all their numbers.</summary>
    public abstract void Widen(void* elements, float* numbers, nint length);

    /// <summary>Copies fp32 to elements, each the nearest.</summary>
    public abstract void Narrow(float* numbers, void* elements, nint length);

    /// <summary>Sets elements to the nearest of <paramref name="number"/>.</summary>
    public abstract void Fill(void* elements, float number, nint length);

    /// <summary>Adds a parameter of this format, with a gradient of another.</summary>
    public abstract StepParameter AddParameter(StepEngine engine, ElementFormat gradient, StepGroup group, TensorShape shape);

    /// <summary>Adds a parameter whose gradient is of this format.</summary>
    private protected abstract StepParameter AddParameter<TParameter>(StepEngine engine, StepGroup group, TensorShape shape)
        where TParameter : struct, IStorage;

    private sealed class Stored<TStorage>(ElementType type, string memoryType) : ElementFormat(type, memoryType)
        where TStorage : struct, IStorage
    {
        public override int Size => TStorage.Size;

        public override void Widen(void* elements, float* numbers, nint length) =>
            StorageCopy.Copy<TStorage, Float32>(elements, numbers, length);

        public override void Narrow(float* numbers, void* elements, nint length) =>
            StorageCopy.Copy<Float32, TStorage>(numbers, elements, length);

        public override void Fill(void* elements, float number, nint length) => StorageCopy.Fill<TStorage>(elements, number, length);

        public override StepParameter AddParameter(StepEngine engine, ElementFormat gradient, StepGroup group, TensorShape shape) =>
            gradient.AddParameter<TStorage>(engine, group, shape);

        private protected override StepParameter AddParameter<TParameter>(StepEngine engine, StepGroup group, TensorShape shape) =>
            engine.AddParameter<TParameter, TStorage>(group, shape);
    }
}
