using StableSpamCompose.Arrays;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.JustInTime;
using StableSpamCompose.Optimizers;
using StableSpamCompose.Plans;
using StableSpamCompose.Reference;

namespace StableSpamCompose.Replay;

/// <summary>Where optimizers come from and what runs them.</summary>
public static class Backends
{
    /// <summary>The optimizers of the library.</summary>
    public static IReadOnlyList<OptimizerInfo> Library => OptimizerLibrary.All;

    /// <summary>Compiles a recipe.</summary>
    /// <exception cref="ReplayException">The recipe has mistakes; the message has a line for each.</exception>
    public static OptimizerInfo Compile(string recipeFile)
    {
        try
        {
            return RecipeCompilation.Compile(recipeFile);
        }
        catch (RecipeException e)
        {
            throw new ReplayException(e.Message);
        }
    }

    /// <summary>Runs the compiled optimizer on the CPU.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="choice">The optimizer.</param>
    /// <param name="arrangement">Its param groups and blocks.</param>
    /// <param name="threads">Threads to use; <see langword="null"/> leaves it to the optimizer.</param>
    public static IBackend Cpu(Problem problem, OptimizerChoice choice, Arrangement arrangement, int? threads) =>
        new ArrayBackend(problem, choice, arrangement, threads);

    /// <summary>Runs the optimizer's unoptimised programs in double.</summary>
    public static IBackend Interpreter(Problem problem, OptimizerChoice choice, Arrangement arrangement)
    {
        IReadOnlyList<StepProgram> programs = choice.RecipeFile is null
            ? RecipeCompilation.LowerLibrary(choice.Optimizer.Name)
            : RecipeCompilation.Lower(choice.RecipeFile);
        return new InterpreterBackend(problem, programs, arrangement);
    }

    private sealed class ArrayBackend : IBackend
    {
        private readonly Problem _problem;
        private readonly ArrayOptimizer _optimizer;
        private readonly (float[] Value, float[] Gradient)[] _memory;

        public ArrayBackend(Problem problem, OptimizerChoice choice, Arrangement arrangement, int? threads)
        {
            _problem = problem;
            _memory = [.. problem.Tensors.Select(tensor => ((float[])tensor.Initial.Clone(), new float[tensor.Initial.Length]))];
            _optimizer = choice.Optimizer.Create([], choice.Settings);
            foreach (TensorGroup group in arrangement.Groups)
                _optimizer.AddParamGroup(group.Tensors.Select(tensor => Parameter(tensor, arrangement.BlockLength(tensor))), group.Settings);
            if (threads is not null)
                _optimizer.Threads = threads.Value;
        }

        public Precision Precision => Precision.Single;

        public void Step(int step)
        {
            for (int i = 0; i < _memory.Length; i++)
                _problem.Gradient(step, i).CopyTo(_memory[i].Gradient);
            _optimizer.Step();
        }

        public void Read(int tensor, Span<double> destination)
        {
            float[] value = _memory[tensor].Value;
            for (int i = 0; i < value.Length; i++)
                destination[i] = value[i];
        }

        public void Dispose() => _optimizer.Dispose();

        private ArrayParameter Parameter(int index, long blockLength)
        {
            ProblemTensor tensor = _problem.Tensors[index];
            return new ArrayParameter(tensor.Name, _memory[index].Value, _memory[index].Gradient, [.. tensor.Shape], blockLength);
        }
    }

    private sealed class InterpreterBackend : IBackend
    {
        private readonly Problem _problem;
        private readonly InterpretedOptimizer _optimizer;
        private readonly InterpretedParameter[] _parameters;

        public InterpreterBackend(Problem problem, IReadOnlyList<StepProgram> programs, Arrangement arrangement)
        {
            _problem = problem;
            _optimizer = new InterpretedOptimizer(programs, NumberMode.Double);
            _parameters = [.. problem.Tensors.Select((tensor, i) => Parameter(tensor, arrangement.BlockLength(i)))];
            foreach (TensorGroup tensors in arrangement.Groups)
            {
                InterpretedGroup group = Group(programs[0], tensors.Settings);
                foreach (int tensor in tensors.Tensors)
                    _optimizer.Add(_parameters[tensor], group);
            }
        }

        public Precision Precision => Precision.Double;

        public void Step(int step)
        {
            for (int i = 0; i < _parameters.Length; i++)
                Widen(_problem.Gradient(step, i), _parameters[i].Gradient);
            _optimizer.Step();
        }

        public void Read(int tensor, Span<double> destination) => _parameters[tensor].Value.CopyTo(destination);

        public void Dispose()
        {
        }

        private static InterpretedGroup Group(StepProgram program, IReadOnlyDictionary<string, double> settings)
        {
            var group = new InterpretedGroup(program);
            foreach ((string name, double value) in settings)
            {
                if (name == program.LearningRate.Name)
                    group.LearningRate = value;
                else
                    group[name] = value;
            }

            return group;
        }

        private static InterpretedParameter Parameter(ProblemTensor tensor, long blockLength)
        {
            double[] value = new double[tensor.Initial.Length];
            Widen(tensor.Initial, value);
            return new InterpretedParameter(tensor.Name, [.. tensor.Shape], value, blockLength);
        }

        private static void Widen(ReadOnlySpan<float> source, Span<double> destination)
        {
            for (int i = 0; i < source.Length; i++)
                destination[i] = source[i];
        }
    }
}
