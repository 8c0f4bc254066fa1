using static TorchSharp.torch;

namespace TorchSharp.Contract;

/// <summary>Numbers in memory. A result of one operation in double, rounded here to fp32, is the result in fp32.</summary>
internal static unsafe class Numbers
{
    public static double Read(void* at, ScalarType type) => type switch
    {
        ScalarType.Byte or ScalarType.Bool => *(byte*)at,
        ScalarType.Int8 => *(sbyte*)at,
        ScalarType.Int16 => *(short*)at,
        ScalarType.Int32 => *(int*)at,
        ScalarType.Int64 => *(long*)at,
        ScalarType.Float16 => (double)*(Half*)at,
        ScalarType.BFloat16 => BitConverter.Int32BitsToSingle(*(ushort*)at << 16),
        ScalarType.Float32 => *(float*)at,
        ScalarType.Float64 => *(double*)at,
        _ => throw new NotSupportedException($"The contract reads no {type}."),
    };

    public static void Write(void* at, ScalarType type, double value)
    {
        switch (type)
        {
            case ScalarType.Byte: *(byte*)at = (byte)value; break;
            case ScalarType.Bool: *(byte*)at = value != 0 ? (byte)1 : (byte)0; break;
            case ScalarType.Int8: *(sbyte*)at = (sbyte)value; break;
            case ScalarType.Int16: *(short*)at = (short)value; break;
            case ScalarType.Int32: *(int*)at = (int)value; break;
            case ScalarType.Int64: *(long*)at = (long)value; break;
            case ScalarType.Float16: *(Half*)at = (Half)(float)value; break;
            case ScalarType.BFloat16: *(ushort*)at = UpperHalf((float)value); break;
            case ScalarType.Float32: *(float*)at = (float)value; break;
            case ScalarType.Float64: *(double*)at = value; break;
            default: throw new NotSupportedException($"The contract writes no {type}.");
        }
    }

    // To nearest, ties to even; NaN stays one.
    private static ushort UpperHalf(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value))
            return (ushort)((bits | 0x0040_0000) >> 16);
        return (ushort)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
    }
}
