using TorchSharp.Contract;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp;

public static class TensorExtensionMethods
{
    public static float ToSingle(this Tensor value) => (float)value.Native[0];

    public static double ToDouble(this Tensor value) => value.Native[0];

    /// <summary>Element type, dimensions and bytes. The trap: of a tensor that is not contiguous it throws.</summary>
    public static void Save(this Tensor tensor, BinaryWriter writer)
    {
        using Tensor? copy = tensor.device_type == DeviceType.CPU ? null : tensor.cpu();
        Tensor source = copy ?? tensor;
        LittleEndianBase128.Write(writer, (int)source.dtype);
        LittleEndianBase128.Write(writer, source.shape.Length);
        foreach (long size in source.shape)
            LittleEndianBase128.Write(writer, size);
        writer.BaseStream.Write(source.bytes);
    }

    public static void Load(this Tensor tensor, BinaryReader reader, bool skip = false)
    {
        if ((ScalarType)LittleEndianBase128.Read(reader) != tensor.dtype)
            throw new ArgumentException("Mismatched tensor data types while loading. Make sure that the model you are loading into is exactly the same as the origin.");
        ReadInto(tensor, ReadShape(reader), reader, skip);
    }

    public static void Load(ref Tensor? tensor, BinaryReader reader, bool skip = false)
    {
        var type = (ScalarType)LittleEndianBase128.Read(reader);
        long[] shape = ReadShape(reader);
        tensor ??= empty(shape, type);
        ReadInto(tensor, shape, reader, skip);
    }

    private static long[] ReadShape(BinaryReader reader)
    {
        long[] shape = new long[LittleEndianBase128.Read(reader)];
        for (int i = 0; i < shape.Length; i++)
            shape[i] = LittleEndianBase128.Read(reader);
        return shape;
    }

    private static void ReadInto(Tensor tensor, long[] shape, BinaryReader reader, bool skip)
    {
        if (!skip && !shape.SequenceEqual(tensor.shape))
            throw new ArgumentException("Mismatched tensor shape while loading. Make sure that the model you are loading into is exactly the same as the origin.");
        if (skip)
            reader.BaseStream.Seek(tensor.NumberOfElements * tensor.ElementSize, SeekOrigin.Current);
        else
            tensor.ReadBytesFromStream(reader.BaseStream);
    }
}
