using StableSpamCompose.Storage;

namespace StableSpamCompose.Cuda.Tests.Engines;

/// <summary>How parameters, gradients and states lie in memory.</summary>
internal sealed record Storages(Type Parameter, Type Gradient, Type State)
{
    public static Storages Float { get; } = new(typeof(Float32), typeof(Float32), typeof(Float32));

    public static Storages BFloat { get; } = new(typeof(BFloat16), typeof(BFloat16), typeof(Float32));

    public static Storages BFloatWithFloatGradients { get; } = new(typeof(BFloat16), typeof(Float32), typeof(Float32));

    /// <summary>The storages that <see cref="ToString"/> names.</summary>
    public static Storages Parse(string names)
    {
        string[] parts = names.Split(' ');
        return new Storages(Named(parts[0]), Named(parts[1]), Named(parts[2]));

        static Type Named(string format) => typeof(Float32).Assembly.GetType($"{typeof(Float32).Namespace}.{format}", throwOnError: true)!;
    }

    public static int SizeOf(Type storage) => storage == typeof(Float32) ? sizeof(float) : sizeof(ushort);

    /// <summary>The macros by which emitted text is compiled for them.</summary>
    public (string Parameter, string Gradient, string State) Macros => (Parameter.Name, Gradient.Name, State.Name);

    /// <summary>Numbers as they lie in memory.</summary>
    public static byte[] Encode(Type storage, float[] values)
    {
        var bytes = new byte[values.Length * SizeOf(storage)];
        for (int i = 0; i < values.Length; i++)
        {
            if (storage == typeof(Float32)) BitConverter.TryWriteBytes(bytes.AsSpan(4 * i), values[i]);
            else BitConverter.TryWriteBytes(bytes.AsSpan(2 * i), storage == typeof(Float16) ? BitConverter.HalfToUInt16Bits((Half)values[i]) : (ushort)(BitConverter.SingleToUInt32Bits(values[i]) >> 16));
        }
        return bytes;
    }

    /// <summary>The number in a place, any NaN as the same one.</summary>
    public static uint BitsAt(Type storage, byte[] bytes, int i)
    {
        if (storage == typeof(Float32))
        {
            float value = BitConverter.ToSingle(bytes, 4 * i);
            return float.IsNaN(value) ? 0x7fc00000 : BitConverter.SingleToUInt32Bits(value);
        }
        ushort half = BitConverter.ToUInt16(bytes, 2 * i);
        bool isNaN = (half & 0x7fff) > (storage == typeof(Float16) ? 0x7c00 : 0x7f80);
        return isNaN ? 0x7fffu : half;
    }

    public override string ToString() => $"{Parameter.Name} {Gradient.Name} {State.Name}";
}
