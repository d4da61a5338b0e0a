namespace LeNetLab.Course.Exercises;

/// <summary>All exercises that can be checked. Each notebook has a file of its own, and a line here.</summary>
internal static class ExerciseTasks
{
    /// <summary>In the course's order.</summary>
    public static IReadOnlyList<ExerciseTask> All { get; } =
    [
        .. LoadingExercises.All,
        .. DefiningExercises.All,
        .. LearningExercises.All,
        .. TrainingExercises.All,
        .. FeatureMapExercises.All,
        .. EvaluatingExercises.All,
        .. PaperExercises.All,
        .. SpeedExercises.All,
        .. PlaygroundExercises.All,
        .. BeyondDigitsExercises.All,
        .. AfterwardsExercises.All,
    ];

    /// <summary>The exercise of that id, or null.</summary>
    public static ExerciseTask? Find(string id) => All.FirstOrDefault(task => task.Id == id);
}
