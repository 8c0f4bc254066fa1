using TorchSharp.Contract;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public static Tensor operator +(Tensor left, Tensor right) => left.add(right);

        public static Tensor operator +(Tensor left, float right) => left.add(right);

        public static Tensor operator +(float left, Tensor right) => right.add(left);

        public static Tensor operator -(Tensor left, Tensor right) => left.sub(right);

        public static Tensor operator -(Tensor left, float right) => left.sub(right);

        public static Tensor operator -(float left, Tensor right) => right.neg().add(left);

        public static Tensor operator *(Tensor left, Tensor right) => left.mul(right);

        public static Tensor operator *(Tensor left, float right) => left.mul(right);

        public static Tensor operator *(float left, Tensor right) => right.mul(left);

        public static Tensor operator /(Tensor left, Tensor right) => left.div(right);

        public static Tensor operator /(Tensor left, float right) => left.div(right);

        /// <summary>The trap: rounded twice, as the product with the reciprocal.</summary>
        public static Tensor operator /(float left, Tensor right) => right.reciprocal().mul(left);

        // Compiles outside from a handle, which is a long: new Parameter(handle) is a scalar, not the tensor.
        public static implicit operator Tensor(long value)
        {
            var native = new NativeTensor([], ScalarType.Int64, DeviceType.CPU, -1);
            native[0] = value;
            return new Tensor(native);
        }

        public Tensor add(Tensor target) => Of(target, static (x, y) => x + y);

        public Tensor add(Scalar scalar) => Of(scalar, static (x, y) => x + y);

        public Tensor sub(Tensor target) => Of(target, static (x, y) => x - y);

        public Tensor sub(Scalar target) => Of(target, static (x, y) => x - y);

        public Tensor mul(Tensor target) => Of(target, static (x, y) => x * y);

        public Tensor mul(Scalar target) => Of(target, static (x, y) => x * y);

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => Of(target, static (x, y) => x / y);

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => Of(target, static (x, y) => x / y);

        public Tensor pow(Tensor exponent) => Of(exponent, Math.Pow);

        public Tensor pow(Scalar exponent) => Of(exponent, Math.Pow);

        public Tensor neg() => Of(static x => -x);

        public Tensor reciprocal() => Of(static x => 1 / x);

        public Tensor abs() => Of(Math.Abs);

        public Tensor sqrt() => Of(Math.Sqrt);

        public Tensor floor() => Of(Math.Floor);

        public Tensor round(long decimals = 0L) => Of(static x => Math.Round(x, MidpointRounding.ToEven));

        public Tensor exp() => Of(Math.Exp);

        public Tensor log() => Of(Math.Log);

        public Tensor tanh() => Of(Math.Tanh);

        public Tensor cos() => Of(Math.Cos);

        public Tensor isfinite() => Test(double.IsFinite);

        public Tensor isnan() => Test(double.IsNaN);

        public Tensor logical_not() => Test(static x => x == 0);

        public Tensor logical_and(Tensor other) => Test(other, static (x, y) => x != 0 && y != 0);

        public Tensor logical_or(Tensor other) => Test(other, static (x, y) => x != 0 || y != 0);

        public Tensor lt(Tensor target) => Test(target, static (x, y) => x < y);

        public Tensor le(Tensor target) => Test(target, static (x, y) => x <= y);

        public Tensor gt(Tensor target) => Test(target, static (x, y) => x > y);

        public Tensor ge(Tensor target) => Test(target, static (x, y) => x >= y);

        public Tensor eq(Tensor target) => Test(target, static (x, y) => x == y);

        public Tensor ne(Tensor target) => Test(target, static (x, y) => x != y);

        public Tensor where(Tensor condition, Tensor y) => new(Operations.Where(condition.Native, Native, y.Native));

        public Tensor sum(ScalarType? type = null) => new(Operations.Fold(Native, 0, static (total, x) => total + x, type));

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) =>
            new(Operations.FoldDimensions(Native, dim, keepdim, 0, static (total, x) => total + x, type));

        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null)
        {
            long[] sizes = shape;
            if (dims.Any(dim => sizes[dim] == 0))
                throw new InvalidOperationException("amax(): Expected reduction dim to have non-zero size.");
            return new Tensor(Operations.FoldDimensions(Native, dims, keepdim, double.NegativeInfinity, Math.Max, null));
        }

        public Tensor max()
        {
            if (NumberOfElements == 0)
                throw new InvalidOperationException("max(): Expected reduction dim to be specified for input.numel() == 0.");
            return new Tensor(Operations.Fold(Native, double.NegativeInfinity, Math.Max));
        }

        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
            Operations.Fold(
                Test(target, (x, y) => x == y || Math.Abs(x - y) <= atol + (rtol * Math.Abs(y)) || (equal_nan && double.IsNaN(x) && double.IsNaN(y))).Native,
                1,
                Math.Min)[0] == 1;

        private Tensor Of(Func<double, double> operation) => new(Operations.Unary(Native, operation));

        private Tensor Of(Tensor other, Func<double, double, double> operation) => new(Operations.Binary(Native, other.Native, operation));

        // A scalar is rounded to the tensor's numbers before the operation.
        private Tensor Of(Scalar scalar, Func<double, double, double> operation)
        {
            double value = dtype == ScalarType.Float64 ? scalar.Value : (float)scalar.Value;
            return Of(x => operation(x, value));
        }

        private Tensor Test(Func<double, bool> test) => new(Operations.Unary(Native, x => test(x) ? 1 : 0, ScalarType.Bool));

        private Tensor Test(Tensor other, Func<double, double, bool> test) =>
            new(Operations.Binary(Native, other.Native, (x, y) => test(x, y) ? 1 : 0, ScalarType.Bool));
    }
}
