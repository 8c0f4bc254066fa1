using static TorchSharp.torch;

namespace TorchSharp.Contract;

/// <summary>What stands behind a handle: a strided view of a storage, and what autograd keeps with it.</summary>
internal sealed unsafe class NativeTensor
{
    private NativeStorage _storage;
    private long _offset;

    public NativeTensor(long[] shape, ScalarType type, DeviceType deviceType, int deviceIndex)
        : this(new NativeStorage(Product(shape) * SizeOf(type), deviceType == DeviceType.CUDA), 0, shape, ContiguousStrides(shape), type, deviceType, deviceIndex)
    {
    }

    private NativeTensor(
        NativeStorage storage, long offset, long[] shape, long[] strides, ScalarType type, DeviceType deviceType, int deviceIndex)
    {
        _storage = storage;
        _offset = offset;
        Shape = shape;
        Strides = strides;
        Type = type;
        DeviceType = deviceType;
        DeviceIndex = deviceIndex;
    }

    public long[] Shape { get; private set; }

    public long[] Strides { get; private set; }

    public ScalarType Type { get; private set; }

    public DeviceType DeviceType { get; private set; }

    public int DeviceIndex { get; private set; }

    public bool RequiresGrad { get; set; }

    public bool IsSparse { get; init; }

    public NativeTensor? Grad { get; set; }

    public long Count => Product(Shape);

    /// <summary>The element at offset 0 of the view, whatever the device: all devices are plain memory here.</summary>
    public byte* Data => _storage.Start + (_offset * SizeOf(Type));

    public bool IsContiguous
    {
        get
        {
            long expected = 1;
            for (int i = Shape.Length - 1; i >= 0; i--)
            {
                if (Shape[i] != 1 && Strides[i] != expected)
                    return Count == 0;
                expected *= Shape[i];
            }
            return true;
        }
    }

    /// <summary>Whether its elements, in whatever order, fill a run of memory.</summary>
    public bool IsDense
    {
        get
        {
            long expected = 1;
            foreach (int i in Enumerable.Range(0, Shape.Length).Where(i => Shape[i] != 1).OrderBy(i => Strides[i]))
            {
                if (Strides[i] != expected)
                    return Count == 0;
                expected *= Shape[i];
            }
            return true;
        }
    }

    public static int SizeOf(ScalarType type) => type switch
    {
        ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool => 1,
        ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
        ScalarType.Int32 or ScalarType.Float32 => 4,
        ScalarType.Int64 or ScalarType.Float64 or ScalarType.ComplexFloat32 => 8,
        ScalarType.ComplexFloat64 => 16,
        _ => throw new NotSupportedException($"The contract has no {type}."),
    };

    /// <summary>Where element <paramref name="index"/> of a dimension begins.</summary>
    public long OffsetOf(long dimension, long index) => _offset + (index == 0 ? 0 : index * Strides[dimension]);

    /// <summary>Another view of the same memory.</summary>
    public NativeTensor View(long[] shape, long[] strides, long offset) =>
        new(_storage, offset, shape, strides, Type, DeviceType, DeviceIndex);

    /// <summary>The same view as a tensor of its own, without a gradient.</summary>
    public NativeTensor Detach() => View(Shape, Strides, _offset);

    /// <summary>Looks at what <paramref name="source"/> looks at from now on.</summary>
    public void Set(NativeTensor source)
    {
        (_storage, _offset) = (source._storage, source._offset);
        (Shape, Strides) = (source.Shape, source.Strides);
        (Type, DeviceType, DeviceIndex) = (source.Type, source.DeviceType, source.DeviceIndex);
    }

    /// <summary>The number of an element, counted in the order of the shape.</summary>
    public double this[long index]
    {
        get => Numbers.Read(At(index), Type);
        set => Numbers.Write(At(index), Type, value);
    }

    private static long Product(long[] shape) => shape.Aggregate(1L, (product, size) => product * size);

    private static long[] ContiguousStrides(long[] shape)
    {
        long[] strides = new long[shape.Length];
        long stride = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= Math.Max(shape[i], 1);
        }
        return strides;
    }

    private byte* At(long index)
    {
        long position = _offset;
        for (int i = Shape.Length - 1; i >= 0; i--)
        {
            position += index % Shape[i] * Strides[i];
            index /= Shape[i];
        }
        return _storage.Start + (position * SizeOf(Type));
    }
}
