using TorchSharp.Contract;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor alias() => new(Native);

        public Tensor detach() => new(Native.Detach());

        public Tensor clone() => new(Copied(dtype, device_type, device_index));

        public Tensor contiguous() => is_contiguous() ? alias() : clone();

        public Tensor cpu() => to(DeviceType.CPU);

        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Converted(dtype, deviceType, deviceIndex, copy, disposeAfter);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(device.type, device.index, copy, disposeAfter, non_blocking);

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Converted(type, device_type, device_index, copy, disposeAfter);

        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Converted(type, device.type, device.index, copy, disposeAfter);

        public Tensor copy_(Tensor source, bool nonBlocking = false)
        {
            Operations.Copy(source.Native, Native);
            return this;
        }

        public Tensor set_(Tensor source)
        {
            Native.Set(source.Native);
            return this;
        }

        public Tensor fill_(Scalar value)
        {
            NativeTensor native = Native;
            for (long i = 0; i < native.Count; i++)
                native[i] = value.Value;
            return this;
        }

        /// <summary>The trap: a new wrapper of the same tensor, which somebody has to dispose of.</summary>
        public Tensor zero_()
        {
            fill_(0);
            return alias();
        }

        public Tensor t() => transpose(0, 1);

        public Tensor transpose(long dim0, long dim1)
        {
            NativeTensor native = Native;
            long[] shape = [.. native.Shape];
            long[] strides = [.. native.Strides];
            (shape[dim0], shape[dim1]) = (shape[dim1], shape[dim0]);
            (strides[dim0], strides[dim1]) = (strides[dim1], strides[dim0]);
            return new Tensor(native.View(shape, strides, native.OffsetOf(0, 0)));
        }

        public Tensor narrow(long dim, long start, long length)
        {
            NativeTensor native = Native;
            long[] shape = [.. native.Shape];
            shape[dim] = length;
            return new Tensor(native.View(shape, [.. native.Strides], native.OffsetOf(dim, start)));
        }

        public Tensor reshape(params long[] shape)
        {
            var copy = new NativeTensor(shape, dtype, device_type, device_index);
            NativeTensor native = Native;
            for (long i = 0; i < copy.Count; i++)
                copy[i] = native[i];
            return new Tensor(copy);
        }

        /// <summary>The same memory, read again and again along dimensions of one.</summary>
        public Tensor expand(params long[] sizes)
        {
            NativeTensor native = Native;
            long[] strides = new long[sizes.Length];
            for (int i = 1; i <= sizes.Length; i++)
            {
                long size = i <= native.Shape.Length ? native.Shape[^i] : 1;
                if (size != sizes[^i] && size != 1)
                    throw new InvalidOperationException("The expanded size of the tensor must match the existing size at non-singleton dimensions.");
                strides[^i] = size == 1 && sizes[^i] != 1 || i > native.Shape.Length ? 0 : native.Strides[^i];
            }
            return new Tensor(native.View([.. sizes], strides, native.OffsetOf(0, 0)));
        }

        public Tensor to_sparse() => new(new NativeTensor(shape, dtype, device_type, device_index) { IsSparse = true });

        public T item<T>()
            where T : unmanaged
        {
            if (NumberOfElements != 1)
                throw new ArgumentException("Number of elements in the tensor must be 1");
            return (T)Convert.ChangeType(Native[0], typeof(T), System.Globalization.CultureInfo.InvariantCulture);
        }

        private Tensor Converted(ScalarType type, DeviceType deviceType, int deviceIndex, bool copy, bool disposeAfter)
        {
            bool same = type == dtype && deviceType == device_type && (deviceIndex == -1 || deviceIndex == device_index);
            Tensor converted = same && !copy ? alias() : new Tensor(Copied(type, deviceType, deviceIndex));
            if (disposeAfter)
                Dispose();
            return converted;
        }

        private NativeTensor Copied(ScalarType type, DeviceType deviceType, int deviceIndex)
        {
            var copy = new NativeTensor(shape, type, deviceType, deviceType == DeviceType.CPU ? -1 : Math.Max(deviceIndex, 0));
            Operations.Copy(Native, copy);
            return copy;
        }
    }
}
