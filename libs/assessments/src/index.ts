export { AssessmentsModule } from './assessments.module.js';
export { SERVICE_CATEGORIES, type ServiceCategory } from './domain/catalogue/catalogue.js';
export { ASSESSMENT_PROBLEMS } from './domain/problems.js';
export { CreateDemoAssessment, DEMO_ASSESSMENT_ID } from './use-cases/create-demo-assessment.js';
export { type GapFacts, StatementGaps } from './use-cases/statement-gaps.js';
