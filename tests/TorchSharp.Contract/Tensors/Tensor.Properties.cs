using TorchSharp.Contract;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public ScalarType dtype => Native.Type;

        public DeviceType device_type => Native.DeviceType;

        public int device_index => Native.DeviceIndex;

        public Device device => device_type == DeviceType.CPU ? new Device(DeviceType.CPU) : new Device(device_type, device_index);

        public long[] shape => [.. Native.Shape];

        public long NumberOfElements => Native.Count;

        public long ElementSize => NativeTensor.SizeOf(Native.Type);

        public long Dimensions => Native.Shape.Length;

        public bool is_sparse => Native.IsSparse;

        public bool is_leaf => true;

        public bool requires_grad
        {
            get => Native.RequiresGrad;
            set => Native.RequiresGrad = value;
        }

        /// <summary>A fresh wrapper of the gradient with every call; <see langword="null"/> while there is none.</summary>
        public Tensor? grad
        {
            get => Native.Grad is { } gradient ? new Tensor(gradient) : null;
            set
            {
                if (value is not null && value.Native.Count != Native.Count)
                    throw new InvalidOperationException("assigned grad has data of a different size");
                Native.Grad = value?.Native;
            }
        }

        public unsafe Span<byte> bytes
        {
            get
            {
                CheckBytes();
                return new Span<byte>(Native.Data, checked((int)(NumberOfElements * ElementSize)));
            }

            set
            {
                if (value.Length != NumberOfElements * ElementSize)
                    throw new ArgumentException("Mismatched data sizes in SetBytes().");
                value.CopyTo(bytes);
            }
        }

        public unsafe void ReadBytesFromStream(Stream stream, int bufferSize = 1024)
        {
            CheckBytes();
            stream.ReadExactly(new Span<byte>(Native.Data, checked((int)(NumberOfElements * ElementSize))));
        }

        public long numel() => NumberOfElements;

        public long[] stride() => [.. Native.Strides];

        public long stride(int dim) => Native.Strides[dim];

        public bool is_contiguous() => Native.IsContiguous;

        public bool is_complex() => dtype is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64;

        public Tensor with_requires_grad(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor requires_grad_(bool requires_grad = true) => with_requires_grad(requires_grad);

        // As upstream: of a CPU tensor alone, and a contiguous one.
        internal void CheckBytes()
        {
            if (!is_contiguous())
                throw new InvalidOperationException("Bytes() called on non-contiguous tensor.");
            if (device_type != DeviceType.CPU)
                throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
        }
    }
}
