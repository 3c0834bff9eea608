export { AssessmentsModule } from './assessments.module.js';
export { ASSESSMENT_PROBLEMS } from './domain/problems.js';
export { CreateDemoAssessment, DEMO_ASSESSMENT_ID } from './use-cases/create-demo-assessment.js';
