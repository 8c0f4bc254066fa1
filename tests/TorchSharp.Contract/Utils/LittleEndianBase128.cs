namespace TorchSharp.Utils;

/// <summary>Whole numbers, seven bits a byte, the lowest first: what lengths are written as.</summary>
internal static class LittleEndianBase128
{
    public static void Write(BinaryWriter writer, long value)
    {
        for (; value > 0x7f; value >>= 7)
            writer.Write((byte)(value | 0x80));
        writer.Write((byte)value);
    }

    public static long Read(BinaryReader reader)
    {
        long value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte read = reader.ReadByte();
            value |= (long)(read & 0x7f) << shift;
            if (read < 0x80)
                return value;
        }
    }
}
